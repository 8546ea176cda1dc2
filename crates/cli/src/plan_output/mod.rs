//! Plans as texts for people.

mod text;
mod value;

pub(crate) use text::print_plan;
