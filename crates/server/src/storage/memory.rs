//! Files in memory, for tests and trials.

use std::path::Path;
use std::sync::Arc;

use object_store::memory::InMemory;

use super::{BucketStorage, StorageError};

/// A storage that ends with the process.
#[derive(Debug)]
pub struct MemoryStorage;

impl MemoryStorage {
    /// An empty storage with a folder for uploads under way.
    ///
    /// # Errors
    /// [`StorageError`] when the folder cannot be made.
    #[expect(clippy::new_ret_no_self, reason = "it is a bucket of its own kind")]
    pub fn new(spool: &Path) -> Result<BucketStorage, StorageError> {
        Ok(BucketStorage::new(Arc::new(InMemory::new()), spool)?.exact())
    }
}
