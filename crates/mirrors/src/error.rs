/// A file of mirror rules cannot be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MirrorsError {
    /// It is no YAML.
    #[error(transparent)]
    Yaml(#[from] steersman_yaml::Error),
    /// A field is not what it should be.
    #[error("{field}: {message}")]
    Field {
        /// The path of the field.
        field: String,
        /// What is wrong with it.
        message: String,
    },
}

/// The rules leave no way to something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no mirror has {0}, and the mirror rules allow nothing else (only: true)")]
pub struct NoMirror(pub String);
