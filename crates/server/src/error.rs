//! Why a service cannot start.

use std::path::PathBuf;

use crate::storage::StorageError;

/// A service cannot be made or put on its socket.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// The configuration contradicts itself or lacks something.
    #[error("{0}")]
    Config(String),
    /// A file of the configuration cannot be read.
    #[error("{what}: {cause}")]
    File {
        /// What the file is for.
        what: &'static str,
        /// Which one.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// A file of the configuration is not what it should be.
    #[error("{what} {path}: {cause}")]
    Content {
        /// What the file is for.
        what: &'static str,
        /// Which one.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// The storage is out of reach.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The socket cannot be had.
    #[error("listen on {address}: {cause}")]
    Listen {
        /// The address that was asked for.
        address: String,
        /// Why.
        cause: std::io::Error,
    },
    /// The run of the server failed.
    #[error("{0}")]
    Run(std::io::Error),
}
