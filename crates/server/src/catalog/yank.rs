//! Versions that nobody should choose any more, and that those who have them may still fetch.

use std::sync::Arc;

use super::inspect::MAX_STORED;
use super::{Entry, Repo, UploadError};
use crate::names::FileName;
use crate::spool::Spooled;
use crate::storage::{PutMode, StorageError};

/// The folder of a repository for yanked packages; no repository and no package has such a name.
const FOLDER: &str = ".yanked";

impl Repo {
    /// Where a file lies once its version is yanked.
    pub(crate) fn yanked_key(&self, file: &str) -> String {
        self.path.key(&format!("{FOLDER}/{file}"))
    }

    /// Takes a version out of the index and keeps its files; tells what was yanked.
    ///
    /// # Errors
    /// [`UploadError`]
    pub(crate) async fn yank(
        self: &Arc<Self>,
        name: &str,
        version: &str,
    ) -> Result<Option<Arc<Entry>>, UploadError> {
        let (repo, name, version) = (Arc::clone(self), name.to_owned(), version.to_owned());
        // Whoever asked may be gone before it is done.
        let yanking = tokio::spawn(async move {
            let found = repo.index().get(&name, &version).cloned();
            let Some(entry) = found.filter(|entry| entry.origin.is_none()) else {
                return Ok(None);
            };
            let yanked = repo.yank_whole(&entry).await;
            if let Err(UploadError::Storage(_)) = &yanked {
                repo.doubt(&entry.file);
            }
            yanked.map(|was_there| was_there.then_some(entry))
        });
        yanking.await.map_err(|_| UploadError::Worker)?
    }

    async fn yank_whole(self: &Arc<Self>, entry: &Entry) -> Result<bool, UploadError> {
        let writing = self.writer.lock().await;
        // First the copies: what a crash leaves is a version that is not yanked yet.
        if !self.copy_aside(&entry.file).await? {
            return Ok(false);
        }
        self.copy_aside(&format!("{}.prov", entry.file)).await?;
        let was_there = self.remove_entry(entry).await?;
        drop(writing);
        self.save_later();
        self.announce(&[&entry.file]).await?;
        Ok(was_there)
    }

    /// Copies a file to where yanked ones lie; tells whether there was one.
    async fn copy_aside(&self, file: &str) -> Result<bool, UploadError> {
        let storage = &*self.ports.storage;
        let Some(content) = storage.read(&self.path.key(file), MAX_STORED).await? else {
            return Ok(false);
        };
        let mut copy = Spooled::create(storage.spool(), MAX_STORED).await?;
        copy.write(&content).await?;
        copy.finish().await?;
        storage
            .put(&self.yanked_key(file), copy.path(), PutMode::Replace)
            .await?;
        Ok(true)
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
