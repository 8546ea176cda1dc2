//! `time.Duration`: Go's duration texts, the value templates see, and Helm's duration helpers.

mod functions;
mod object;
mod parse;
mod span;

pub(crate) use functions::FUNCTIONS;
pub(crate) use parse::parse;
pub(crate) use span::{Duration, SECOND};
