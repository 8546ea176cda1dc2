//! Findings for people: where a template failed, the way there, and what may help.

mod execution;
mod hints;
mod open;
mod parse;

pub(crate) use execution::diagnose_execution;
pub(crate) use parse::diagnose_parse;
