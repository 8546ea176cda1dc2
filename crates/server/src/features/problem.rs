use std::path::PathBuf;

/// A file of settings is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// It is not YAML.
    #[error("{0}")]
    Yaml(String),
    /// Something in it is not what it should be.
    #[error("line {line}, column {column}: {message}")]
    Place {
        /// The line, from 1.
        line: u32,
        /// The column, from 1.
        column: u32,
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// A file that it names cannot be read.
    #[error("{}: {cause}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        cause: std::io::ErrorKind,
    },
}

impl SettingsError {
    /// What to do about it.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Place { hint, .. } => hint.as_deref(),
            _ => None,
        }
    }
}
