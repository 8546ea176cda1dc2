//! Versions that nobody should choose any more, and that those who have them may still fetch.

use super::{Entry, Repo, UploadError};
use crate::names::FileName;
use crate::spool::Spooled;
use crate::storage::{PutMode, StorageError};

/// What becomes of the files of a version that leaves the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Files {
    Deleted,
    /// It is yanked.
    Kept,
}

/// The folder of a repository for yanked packages; no repository and no package has such a name.
const FOLDER: &str = ".yanked";

impl Repo {
    /// Where a file lies once its version is yanked.
    pub(crate) fn yanked_key(&self, file: &str) -> String {
        self.path.key(&format!("{FOLDER}/{file}"))
    }

    /// Copies the files of a version to where those of yanked ones lie.
    pub(super) async fn keep_files(&self, entry: &Entry) -> Result<(), UploadError> {
        self.copy_aside(&entry.file).await?;
        self.copy_aside(&format!("{}.prov", entry.file)).await
    }

    /// Copies a file, if it is there.
    async fn copy_aside(&self, file: &str) -> Result<(), UploadError> {
        let storage = &*self.ports.storage;
        let key = self.path.key(file);
        let Some(object) = storage.head(&key).await? else {
            return Ok(());
        };
        let Some(content) = storage.stream(&key, 0..object.size).await? else {
            return Ok(());
        };
        let mut copy = Spooled::create(storage.spool(), object.size).await?;
        copy.append(content).await?;
        copy.finish().await?;
        storage
            .put(&self.yanked_key(file), copy.path(), PutMode::Replace)
            .await?;
        Ok(())
    }

    pub(super) async fn is_yanked(&self, file: &str) -> Result<bool, StorageError> {
        let found = self.ports.storage.head(&self.yanked_key(file)).await?;
        Ok(found.is_some())
    }

    /// Deletes the files of a yanked package; tells whether there was one.
    pub(super) async fn delete_yanked(&self, file: &str) -> Result<bool, StorageError> {
        let storage = &*self.ports.storage;
        let was_there = storage.delete(&self.yanked_key(file)).await?;
        storage
            .delete(&self.yanked_key(&format!("{file}.prov")))
            .await?;
        Ok(was_there)
    }

    /// Deletes a version that was yanked before; tells whether there was one.
    ///
    /// # Errors
    /// [`UploadError`]
    pub(crate) async fn remove_yanked(
        &self,
        name: &str,
        version: &str,
    ) -> Result<bool, UploadError> {
        let Ok(file) = FileName::of_package(name, version) else {
            return Ok(false);
        };
        let _writing = self.writer.lock().await;
        if !self.is_yanked(file.as_str()).await? {
            return Ok(false);
        }
        if self.policy().is_immutable(name, version) {
            return Err(UploadError::Immutable);
        }
        Ok(self.delete_yanked(file.as_str()).await?)
    }
}
