use std::fmt;

use steersman_value::Tree;

use crate::gofmt;

/// Values cannot be brought together.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum CoalesceError {
    /// The values for a sub-chart are no table.
    NotATable {
        /// The name of the sub-chart.
        chart: String,
        /// What stands there instead.
        found: Tree,
    },
    /// Tables nest too deep: an import folds a table into itself.
    TooDeep,
}

impl fmt::Display for CoalesceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Helm prints the value with the verb for booleans, and Go then says so.
            Self::NotATable { chart, found } => write!(
                f,
                "type mismatch on {chart}: {}",
                gofmt::as_bool_verb(found)
            ),
            Self::TooDeep => f.write_str("values are nested too deep"),
        }
    }
}

impl std::error::Error for CoalesceError {}

impl From<super::node::TooDeep> for CoalesceError {
    fn from(_: super::node::TooDeep) -> Self {
        Self::TooDeep
    }
}
