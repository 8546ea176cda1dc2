//! `lint`: checks charts by rules and adds up what they found.

mod report;
mod run;

pub use report::LintOutcome;
pub use run::{LintRequest, lint};
