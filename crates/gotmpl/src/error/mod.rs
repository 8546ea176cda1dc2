//! What can go wrong, with its place.

mod exec;
mod parse;

pub use exec::{Cause, ExecError, Frame};
pub use parse::ParseError;
