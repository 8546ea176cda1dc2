//! `.helmignore`: which files of a folder do not belong to the chart.

mod glob;
mod rules;

pub use glob::path_matches;
pub use rules::{IgnoreError, Rules};
