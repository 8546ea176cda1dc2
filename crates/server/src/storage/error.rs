use std::io;

/// The storage did not do what it was asked. The texts hold no paths of the server.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// There is a file of that key already.
    #[error("file already exists")]
    Exists,
    /// A file is larger than it may be.
    #[error("object is larger than {0} bytes")]
    TooLarge(u64),
    /// A call to the system failed.
    #[error("storage: {0}")]
    Io(#[source] io::Error),
    /// The bucket did not answer as it should.
    #[error("storage: {0}")]
    Bucket(String),
}

impl From<io::Error> for StorageError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::AlreadyExists {
            return Self::Exists;
        }
        // Errors of `fs_err` name the path, which is nobody's business outside.
        Self::Io(error.kind().into())
    }
}
