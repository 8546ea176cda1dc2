use std::path::PathBuf;

use steersman_index::{IndexError, RepositoriesError, SelectError};
use steersman_store::PathError;

/// Something cannot be got. The message is Helm's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct GetError {
    /// Why.
    pub message: String,
    /// What can be done about it.
    pub hint: Option<String>,
    /// The status of the answer, when there was one.
    pub status: Option<u16>,
}

impl GetError {
    /// With nothing but a message.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
            status: None,
        }
    }
}

/// The file of configured repositories cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// It cannot be read.
    #[error("couldn't load repositories file ({path}): {cause}", path = .0.display(), cause = .1)]
    Read(PathBuf, PathError),
    /// It is not what it should be.
    #[error(transparent)]
    Parse(#[from] RepositoriesError),
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] PathError),
    /// It cannot be put into words.
    #[error("{0}")]
    Encode(String),
    /// Another program holds it for too long.
    #[error("context deadline exceeded")]
    Locked,
}

impl ConfigError {
    /// Whether there is no such file.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Read(_, error) if error.cause.kind() == std::io::ErrorKind::NotFound)
    }
}

/// An index is not in the cache, or cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexCacheError {
    /// It cannot be read or written.
    #[error(transparent)]
    File(#[from] PathError),
    /// It is no index.
    #[error("error loading {path}: {cause}", path = .0.display(), cause = .1)]
    Parse(PathBuf, IndexError),
    /// It cannot be got.
    #[error(transparent)]
    Get(#[from] GetError),
    /// What came is no index.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The repository has no usable URL.
    #[error("{0}")]
    Url(String),
}

impl IndexCacheError {
    /// What can be done about it.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Get(error) => error.hint.as_deref(),
            Self::Index(_) => Some(
                "what came is no index of charts: check the URL; a page to log in is such an answer, too",
            ),
            _ => None,
        }
    }
}

/// A reference leads to no chart. The messages are Helm's.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RepoError {
    /// It is no URL.
    #[error("invalid chart URL format: {0}")]
    Reference(String),
    /// It is one word.
    #[error("non-absolute URLs should be in form of repo_name/path_to_chart, got: {0}")]
    OneWord(String),
    /// The repository is not configured.
    #[error("repo {0} not found")]
    NoRepository(String),
    /// The repository has no URL.
    #[error("no URL found for repository {0}")]
    NoUrl(String),
    /// Its scheme is not known.
    #[error("could not find protocol handler for: {0}")]
    Scheme(String),
    /// There is no index of it here.
    #[error("no cached repo found. (try 'helm repo update'): {0}")]
    NoIndex(IndexCacheError),
    /// The index has no such chart or version.
    #[error(
        "chart {name:?} matching {version} not found in {repository} index. (try 'helm repo update'): {cause}"
    )]
    NoMatch {
        /// The chart.
        name: String,
        /// What was wanted.
        version: String,
        /// The repository.
        repository: String,
        /// Why.
        cause: SelectError,
    },
    /// The version has no archive.
    #[error("chart {0:?} has no downloadable URLs")]
    NoArchive(String),
    /// The configuration cannot be read.
    #[error(transparent)]
    Config(#[from] ConfigError),
}
