//! What is kept beside the packages: the snapshot, and `ChartMuseum`'s `index-cache.yaml`.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::time::{Duration, Instant, sleep};

use super::entry::Entry;
use super::repo::Repo;
use super::snapshot::{Snapshot, header_of, line_of};
use crate::spool::{SpoolError, Spooled};
use crate::storage::{PRIVATE, PutMode, StorageError};

/// `ChartMuseum`'s state file.
const CACHE: &str = "index-cache.yaml";
/// The largest state file.
const MAX_STATE: u64 = 1 << 30;
/// How long changes are collected before they are saved.
const DELAY: Duration = Duration::from_millis(300);
/// Saving takes at most this share of the time.
const SHARE: u32 = 20;
/// Bytes that are written at once.
const BLOCK: usize = 256 * 1024;

impl Repo {
    /// The folder of what is kept for this repository beside its packages.
    pub(super) fn private_folder(&self) -> &str {
        if self.path.as_str().is_empty() {
            "_"
        } else {
            self.path.as_str()
        }
    }

    fn snapshot_key(&self) -> String {
        format!("{PRIVATE}/index/{}/index.jsonl", self.private_folder())
    }

    /// What was saved; nothing when there is nothing readable.
    pub(super) async fn read_snapshot(&self) -> Snapshot {
        if !self.rules.state_files {
            return Snapshot::default();
        }
        match self
            .ports
            .storage
            .read(&self.snapshot_key(), MAX_STATE)
            .await
        {
            Ok(Some(text)) => {
                let read = tokio::task::spawn_blocking(move || Snapshot::parse(&text)).await;
                read.unwrap_or_default()
            }
            Ok(None) => Snapshot::default(),
            Err(error) => {
                self.warn("cannot read the snapshot", &[("error", &error.to_string())]);
                Snapshot::default()
            }
        }
    }

    /// Saves the index soon, and not more often than its size allows.
    pub(super) fn save_later(self: &Arc<Self>) {
        if !self.rules.state_files || self.unsaved.swap(true, Ordering::AcqRel) {
            return;
        }
        let repo = Arc::clone(self);
        tokio::spawn(async move {
            sleep(DELAY).await;
            let begin = Instant::now();
            repo.save_now().await;
            sleep(begin.elapsed() * SHARE).await;
            // Changes of the meantime have found the flag set.
            if repo.unsaved.swap(false, Ordering::AcqRel) && repo.changed_since_save() {
                repo.save_later();
            }
        });
    }

    fn changed_since_save(&self) -> bool {
        self.index().generation() != self.saved_generation.load(Ordering::Acquire)
    }

    /// Saves the index, when it has changed.
    pub(crate) async fn save_now(&self) {
        if !self.rules.state_files || !self.changed_since_save() {
            return;
        }
        let generation = self.index().generation();
        if let Err(error) = self.save().await {
            self.warn("cannot save the index", &[("error", &error.to_string())]);
        }
        self.saved_generation.store(generation, Ordering::Release);
    }

    async fn save(&self) -> Result<(), StorageError> {
        let position = self.position().await;
        // What a mirror has not fetched is no package of ours.
        let lines: Vec<Arc<Entry>> = self
            .index()
            .entries()
            .filter(|entry| entry.origin.is_none())
            .cloned()
            .collect();
        let mut file = self.state_file().await?;
        let mut block = header_of(position.as_ref());
        for entry in lines {
            block.push_str(&line_of(&entry));
            if block.len() >= BLOCK {
                file.write(block.as_bytes()).await.map_err(io_error)?;
                block.clear();
            }
        }
        file.write(block.as_bytes()).await.map_err(io_error)?;
        self.keep(file, &self.snapshot_key()).await?;
        let body = self.body().await;
        let mut file = self.state_file().await?;
        for piece in body.pieces() {
            file.write(&piece).await.map_err(io_error)?;
        }
        self.keep(file, &self.path.key(CACHE)).await
    }

    async fn state_file(&self) -> Result<Spooled, StorageError> {
        Spooled::create(self.ports.storage.spool(), MAX_STATE)
            .await
            .map_err(io_error)
    }

    async fn keep(&self, mut file: Spooled, key: &str) -> Result<(), StorageError> {
        file.flush().await.map_err(io_error)?;
        self.ports
            .storage
            .put(key, file.path(), PutMode::Replace)
            .await?;
        Ok(())
    }
}

fn io_error(error: SpoolError) -> StorageError {
    match error {
        SpoolError::Io(error) => error.into(),
        SpoolError::TooLarge => StorageError::TooLarge(MAX_STATE),
        SpoolError::Broken => StorageError::Io(std::io::ErrorKind::UnexpectedEof.into()),
    }
}
