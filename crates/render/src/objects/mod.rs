//! The objects that templates see, as values with Go's type names and methods.

mod capabilities;
mod chart;
mod structure;
mod values;

pub(crate) use capabilities::capabilities_value;
pub(crate) use chart::chart_value;
pub(crate) use values::{table_at, values_type};
