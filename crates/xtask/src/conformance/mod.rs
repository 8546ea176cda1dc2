//! Comparing a built program with real Helm, over recorded cases, black-box.
//!
//! Four suites: the project's own cases (`own`), and, where the shared test data is present, real charts
//! (`template`, `lint`, `show-*`, `deplist`, `package`), one-template snippets (`snippet-output`,
//! `snippet-error`) and the command lines of Helm's own tests (`golden`).

mod charts;
mod differences;
mod goldens;
mod message;
mod own;
mod package;
mod reference;
mod report;
mod run;
mod snippets;
mod stdout;
mod suite;

pub(crate) use charts::{ChartCase, load_chart_cases};
pub(crate) use differences::KnownDifferences;
pub(crate) use run::{Conformance, conformance};
pub(crate) use suite::{Dialect, Totals};
