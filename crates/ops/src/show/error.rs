use thiserror::Error;

/// Why a chart cannot be shown.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ShowError {
    /// The metadata cannot be written as YAML.
    #[error(transparent)]
    Definition(#[from] steersman_yaml::EncodeError),
    /// The expression that picks values is none.
    #[error("error parsing jsonpath {path}: {message}")]
    Path {
        /// The expression.
        path: String,
        /// What is wrong with it, in kubectl's words.
        message: String,
    },
}
