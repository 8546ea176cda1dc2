//! `dependency list`: what a chart declares, against what is in its `charts/`.

mod list;
mod status;

pub use list::{DependencyRow, ListOutcome, Stranger, list_dependencies};
pub use status::{ChartsFolder, Status};
