//! Keeps charts of strangers within bounds: the time and the memory that this process takes for them are watched from
//! a thread of its own, beside what the template engine counts itself.

mod file;
mod limits;
mod meter;
mod watch;

pub(crate) use file::read_bounded;
pub(crate) use watch::{ChartWatch, Watched, with_limit_advice};
