//! JSON as Go's `encoding/json` writes and reads it.

mod functions;
mod read;
mod write;

pub(crate) use functions::FUNCTIONS;
