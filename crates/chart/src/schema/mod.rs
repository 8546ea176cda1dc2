//! `values.schema.json`: JSON Schema, drafts 4 to 2020-12, with the messages of the library that Helm uses.

mod check;
mod document;
mod error;
mod fits;
mod loader;
mod message;
mod plain;
mod report;

pub use check::{SchemaCheck, validate_chart, validate_single};
pub use error::{SchemaError, Violation};
pub use loader::{LoadUrl, NoDocuments};
