use std::fmt;

use steersman_names::HelmDialect;

use crate::ValidationError;
use crate::gofmt::quoted;

/// A chart cannot be packed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PackError {
    /// The metadata is not valid.
    Validation(ValidationError),
    /// The name of the chart, or of one below it, cannot be the name of a folder.
    InvalidName(String),
    /// `values.schema.json` is not JSON; Helm 3 says so with a capital.
    InvalidSchema(HelmDialect),
    /// A document cannot be written.
    Encode(String),
    /// Dependencies are declared that are not there.
    MissingDependencies(Vec<String>),
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Validation(error) => write!(f, "chart validation: {error}"),
            Self::InvalidName(name) => write!(f, "{} is not a valid chart name", quoted(name)),
            Self::InvalidSchema(HelmDialect::V3_22) => {
                f.write_str("Invalid JSON in values.schema.json")
            }
            Self::InvalidSchema(_) => f.write_str("invalid JSON in values.schema.json"),
            Self::Encode(text) => f.write_str(text),
            Self::MissingDependencies(names) => {
                write!(
                    f,
                    "found in Chart.yaml, but missing in charts/ directory: {}",
                    names.join(", ")
                )
            }
        }
    }
}

impl std::error::Error for PackError {}

impl From<ValidationError> for PackError {
    fn from(error: ValidationError) -> Self {
        Self::Validation(error)
    }
}
