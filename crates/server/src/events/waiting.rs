//! Messages that nobody had taken when the server ended: they are kept in the storage and sent by the next one.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::delivery::{Message, Webhooks};
use crate::ports::Surroundings;
use crate::random::{hex, random_hex};
use crate::storage::{PRIVATE, Storage, StorageError};

/// The largest file of messages: some hundred bytes for each of the longest queues.
const MAX_FILE: u64 = 16 * 1024 * 1024;
/// Files that are read at a start.
const MAX_FILES: usize = 64;

/// A message as a line.
#[derive(Serialize, Deserialize)]
struct Line {
    /// Whose it is. The address itself may be a secret.
    target: String,
    id: String,
    event: String,
    body: String,
}

/// What stands for a target.
pub(super) fn name_of(url: &str) -> String {
    hex(&Sha256::digest(url)[..16])
}

fn folder() -> String {
    format!("{PRIVATE}/webhooks")
}

impl Webhooks {
    /// Keeps what waits; tells how many messages that are.
    ///
    /// # Errors
    /// [`StorageError`]
    pub(crate) async fn keep(&self, storage: &dyn Storage) -> Result<usize, StorageError> {
        let (mut text, mut count) = (String::new(), 0);
        for (url, messages) in self.waiting() {
            for message in messages {
                let line = Line {
                    target: name_of(url),
                    id: message.id,
                    event: message.event,
                    body: String::from_utf8_lossy(&message.body).into_owned(),
                };
                text += &serde_json::to_string(&line).expect("texts are JSON");
                text.push('\n');
                count += 1;
            }
        }
        if count > 0 {
            let key = format!("{}/{}", folder(), random_hex::<16>());
            storage.write(&key, text.into()).await?;
        }
        Ok(count)
    }

    /// Takes what servers before this one have kept. A server that dies between taking and sending loses them; two that
    /// begin at once may both send them, with the same ids.
    ///
    /// # Errors
    /// [`StorageError`]
    pub(crate) async fn take_kept(
        &self,
        storage: &dyn Storage,
        surroundings: &dyn Surroundings,
    ) -> Result<(), StorageError> {
        let mut files = storage.list(&folder()).await?;
        files.sort_by_key(|file| file.modified);
        for file in files.into_iter().take(MAX_FILES).rev() {
            let key = format!("{}/{}", folder(), file.name);
            let text = storage.read(&key, MAX_FILE).await?.unwrap_or_default();
            if !storage.delete(&key).await? {
                // Another server was faster.
                continue;
            }
            let lines = text.split(|byte| *byte == b'\n');
            let lines = lines.filter_map(|line| serde_json::from_slice::<Line>(line).ok());
            let kept = lines.map(|line| {
                let body: Arc<[u8]> = line.body.into_bytes().into();
                let (id, event) = (line.id, line.event);
                (line.target, Message { id, event, body })
            });
            self.put_back(kept.collect(), surroundings);
        }
        Ok(())
    }
}
