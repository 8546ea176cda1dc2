//! Chart rules: what Helm's `lint` checks, in its order and its words.
//!
//! # Invariants
//! - No I/O: what there is in the folder of the chart comes as a [`ChartFolder`].
//! - Rules never stop each other except where Helm's do.

mod folder;
mod lint;
mod message;
mod rules;

pub use folder::{ChartFolder, FolderError, Place};
pub use lint::{LintRequest, Linted, lint};
pub use message::{Level, Message};
