//! `values explain`: where a value comes from, in order of override, and which lines of templates read it.

mod outcome;
mod run;

pub use outcome::{ExplainOutcome, ExplainedValue};
pub use run::{ExplainRequest, explain};
