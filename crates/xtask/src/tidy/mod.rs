//! Rules about the tree that no compiler checks.
//!
//! Layers point downwards, files stay readable, `lib.rs` and `mod.rs` hold no logic, nothing unfinished is
//! left in the text, and nothing names the machine it was written on.

mod layers;
mod sizes;
mod tree;
mod words;

pub use tree::tidy;
