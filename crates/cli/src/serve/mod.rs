//! What `serve` needs of the process: its settings, its clock, its log.

mod settings;
mod storage;
mod surroundings;

pub(crate) use settings::{ServeSettings, request_of};
pub(crate) use surroundings::ProcessSurroundings;
