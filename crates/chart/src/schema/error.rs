use std::fmt;

use crate::values::PathPart;

/// One thing that is wrong with the values, for showing it where the value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The way to the value from the chart's own values.
    pub path: Vec<PathPart>,
    /// What is wrong.
    pub message: String,
}

/// Values break a schema, or the schema is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    /// Helm's text; it ends with a newline unless the schema itself is at fault.
    pub text: String,
    /// The innermost violations; none when the schema is at fault.
    pub violations: Vec<Violation>,
}

impl SchemaError {
    pub(super) fn of_schema(text: String) -> Self {
        Self {
            text,
            violations: Vec::new(),
        }
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for SchemaError {}
