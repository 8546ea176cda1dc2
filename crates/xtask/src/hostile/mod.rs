//! Charts that attack: each has to end in a clear error, in little time and memory, with nothing written outside.
//!
//! The charts are made on the spot, since most of them are large, or no tool should ever unpack them.

mod archives;
mod attack;
mod folders;
mod run;
mod templates;
mod texts;

pub(crate) use run::{hostile, write_hostile_charts};
