//! Keeps charts of strangers within bounds: the time and the memory that this process takes for them are watched from
//! its first thread while the second works, beside what the template engine counts itself.

mod chart;
mod file;
mod limits;
mod meter;
mod process;

pub(crate) use chart::{ChartWatch, Watched, with_limit_advice};
pub(crate) use file::read_bounded;
pub(crate) use process::ProcessWatch;
