use std::path::PathBuf;

/// A bundle cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// The file cannot be read.
    #[error("failed to read {path}", path = .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file cannot be written.
    #[error("failed to write the bundle")]
    Write(#[source] std::io::Error),
    /// It is no bundle.
    #[error("{path} is no bundle: {reason}", path = .path.display())]
    NotABundle {
        /// The file.
        path: PathBuf,
        /// What is missing or wrong.
        reason: String,
    },
    /// Content is not what its name says.
    #[error("the bundle is damaged: {name} has the digest {found}")]
    Digest {
        /// The digest it should have.
        name: String,
        /// The digest it has.
        found: String,
    },
    /// Something that is referred to is not there, or has another size.
    #[error("the bundle is damaged: {0} is not in it")]
    Missing(String),
    /// Something is larger than anything of its kind should be.
    #[error("{what} has more than {limit} bytes")]
    TooLarge {
        /// What it is.
        what: String,
        /// The limit, in bytes.
        limit: u64,
    },
}

impl BundleError {
    /// What can be done about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotABundle { .. } => Some(
                "a bundle is what `bundle create` writes, or another OCI image layout with charts as a tar archive",
            ),
            Self::Digest { .. } | Self::Missing(_) => {
                Some("copy the file again, or make it again with `bundle create`")
            }
            _ => None,
        }
    }
}
