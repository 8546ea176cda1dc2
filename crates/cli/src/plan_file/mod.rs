//! Plans in files: what may be seen as JSON, and what may not sealed beside it.

mod chart;
mod file;
mod key;

pub(crate) use chart::ChartMark;
pub(crate) use file::PlanFile;
pub(crate) use key::SealKey;
