//! Request bodies on their way: into a file, with a limit, digested as they come.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncWriteExt as _;

use crate::random::random_hex;

/// A body cannot be kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SpoolError {
    /// It is larger than allowed.
    #[error("request too large")]
    TooLarge,
    /// The connection ended before it did.
    #[error("request body ended early")]
    Broken,
    /// The disk refused.
    #[error("storage: {0}")]
    Io(#[from] std::io::Error),
}

/// A file of the spool that goes when this value does, unless it was moved.
#[derive(Debug)]
pub(crate) struct Spooled {
    path: PathBuf,
    file: tokio::fs::File,
    hash: Sha256,
    pub(crate) size: u64,
    limit: u64,
}

impl Spooled {
    /// An empty file.
    pub(crate) async fn create(folder: &Path, limit: u64) -> Result<Self, SpoolError> {
        let path = folder.join(random_hex::<16>());
        let file = tokio::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .await?;
        Ok(Self {
            path,
            file,
            hash: Sha256::new(),
            size: 0,
            limit,
        })
    }

    /// Appends everything of a stream.
    pub(crate) async fn append<S, E>(&mut self, mut stream: S) -> Result<(), SpoolError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
    {
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|_| SpoolError::Broken)?;
            self.write(&chunk).await?;
        }
        Ok(())
    }

    /// Appends a piece.
    pub(crate) async fn write(&mut self, chunk: &[u8]) -> Result<(), SpoolError> {
        self.size += chunk.len() as u64;
        if self.size > self.limit {
            return Err(SpoolError::TooLarge);
        }
        self.hash.update(chunk);
        self.file.write_all(chunk).await?;
        Ok(())
    }

    /// Hands what was written to the system, which may lose it when the power fails.
    pub(crate) async fn flush(&mut self) -> Result<(), SpoolError> {
        self.file.flush().await?;
        Ok(())
    }

    /// Puts what was written on the disk; answers with its SHA-256.
    pub(crate) async fn finish(&mut self) -> Result<[u8; 32], SpoolError> {
        self.file.flush().await?;
        self.file.sync_data().await?;
        Ok(self.hash.clone().finalize().into())
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Spooled {
    fn drop(&mut self) {
        // It was moved, or nobody needs it.
        drop(fs_err::remove_file(&self.path));
    }
}
