//! Looking into packages, few at a time: a small archive can inflate to much.

use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

use super::entry::Entry;
use crate::package::{self, Package, PackageError};
use crate::spool::{SpoolError, Spooled};
use crate::storage::{Object, Storage, StorageError};

/// Packages that are looked into at once.
const AT_ONCE: usize = 2;

/// The largest package that is read from the storage.
pub(crate) const MAX_STORED: u64 = 100 * 1024 * 1024;

/// An upload is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UploadError {
    #[error(transparent)]
    Package(#[from] PackageError),
    #[error(transparent)]
    Spool(#[from] SpoolError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("repo has reached storage limit")]
    Full,
    #[error("{0}")]
    Quota(String),
    #[error("version is immutable")]
    Immutable,
    #[error("repository is a mirror: it takes charts from its source only")]
    Mirror,
    #[error("source of the mirror: {0}")]
    Source(String),
    #[error("the worker stopped")]
    Worker,
}

/// Looks into packages.
#[derive(Debug)]
pub(crate) struct Inspector {
    permits: Semaphore,
}

impl Default for Inspector {
    fn default() -> Self {
        Self {
            permits: Semaphore::new(AT_ONCE),
        }
    }
}

impl Inspector {
    /// The chart in a file of the spool.
    pub(crate) async fn spooled(&self, file: &Spooled) -> Result<Package, UploadError> {
        let path = file.path().to_owned();
        self.work(move || {
            let bytes = fs_err::read(path).map_err(SpoolError::Io)?;
            Ok(package::inspect(&bytes)?)
        })
        .await
    }

    /// The entry of a package of the storage.
    pub(crate) async fn stored(
        &self,
        storage: &dyn Storage,
        key: &str,
        object: &Object,
    ) -> Result<Option<Entry>, UploadError> {
        let Some(bytes) = storage.read(key, MAX_STORED).await? else {
            return Ok(None);
        };
        let object = object.clone();
        self.work(move || {
            let package = package::inspect(&bytes)?;
            Ok(Some(Entry {
                name: package.name.into(),
                version: package.version.into(),
                file: object.name.into(),
                size: bytes.len() as u64,
                created: object.modified,
                digest: Sha256::digest(&bytes).into(),
                metadata: package.metadata.into(),
                origin: None,
            }))
        })
        .await
    }

    /// Does something with the bytes of a package.
    pub(crate) async fn with<T: Send + 'static>(
        &self,
        bytes: Bytes,
        work: impl FnOnce(&[u8]) -> Result<T, PackageError> + Send + 'static,
    ) -> Result<T, UploadError> {
        self.work(move || Ok(work(&bytes)?)).await
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, UploadError> + Send + 'static,
    ) -> Result<T, UploadError> {
        let _permit = self
            .permits
            .acquire()
            .await
            .map_err(|_| UploadError::Worker)?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| UploadError::Worker)?
    }
}

/// An entry of an upload that was put in its place.
pub(super) fn entry_of(
    package: Package,
    object: Object,
    digest: [u8; 32],
    name: Option<&Arc<str>>,
) -> Entry {
    Entry {
        name: name.map_or_else(|| package.name.into(), Arc::clone),
        version: package.version.into(),
        file: object.name.into(),
        size: object.size,
        created: object.modified,
        digest,
        metadata: package.metadata.into(),
        origin: None,
    }
}
