//! The files of a new chart.

mod files;

pub use files::{NAME_PLACEHOLDER, scaffold};
