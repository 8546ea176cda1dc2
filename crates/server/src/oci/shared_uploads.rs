//! Uploads of blobs on a storage that several servers share: each request may come to another one, so every piece goes
//! to the storage before it is answered.

use std::sync::Weak;

use tokio::time::sleep;

use super::answer::OciError;
use super::sessions::MAX_IDLE;
use crate::http::{Call, OciRoute};
use crate::random::uuid;
use crate::service::Service;
use crate::spool::Spooled;
use crate::storage::{Object, PRIVATE, PutMode, Storage, StorageError};

/// The record of an upload: the name it is for.
const BEGUN: &str = "begun";
/// Pieces of one upload.
const MAX_PIECES: usize = 10_000;

/// An upload under way.
#[derive(Debug)]
pub(super) struct SharedUpload {
    folder: String,
    /// The pieces so far, in order.
    pieces: Vec<Object>,
    /// Their bytes.
    pub(super) size: u64,
}

fn folder_of(id: &str) -> String {
    format!("{PRIVATE}/uploads/{id}")
}

/// Begins an upload; answers with its id.
pub(super) async fn begin(service: &Service, route: &OciRoute) -> Result<String, OciError> {
    let id = uuid();
    let key = format!("{}/{BEGUN}", folder_of(&id));
    let name = route.name.clone().into();
    service.storage.write(&key, name).await?;
    Ok(id)
}

impl SharedUpload {
    /// The upload of that id and name.
    pub(super) async fn find(
        service: &Service,
        route: &OciRoute,
        id: &str,
    ) -> Result<Self, OciError> {
        let is_id = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
        if id.len() > 64 || !id.bytes().all(is_id) {
            return Err(OciError::UploadUnknown);
        }
        let folder = folder_of(id);
        let key = format!("{folder}/{BEGUN}");
        let name = service.storage.read(&key, 4096).await?;
        if name.as_deref() != Some(route.name.as_bytes()) {
            return Err(OciError::UploadUnknown);
        }
        let mut pieces = service.storage.list(&folder).await?;
        pieces.retain(|piece| piece.name != BEGUN);
        pieces.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(Self {
            folder,
            size: pieces.iter().map(|piece| piece.size).sum(),
            pieces,
        })
    }

    /// Takes the next piece.
    pub(super) async fn append(
        &mut self,
        service: &Service,
        call: &mut Call,
    ) -> Result<(), OciError> {
        let left = service.config.max_upload.saturating_sub(self.size);
        if self.pieces.len() >= MAX_PIECES {
            return Err(OciError::TooLarge);
        }
        let mut piece = Spooled::create(service.storage.spool(), left).await?;
        piece.append(call.stream()).await?;
        piece.finish().await?;
        if piece.size == 0 {
            return Ok(());
        }
        let key = format!("{}/{:020}", self.folder, self.size);
        let storage = &*service.storage;
        match storage.put(&key, piece.path(), PutMode::Create).await {
            Ok(object) => {
                self.size += object.size;
                self.pieces.push(object);
                Ok(())
            }
            // Somebody else has gone on from here.
            Err(StorageError::Exists) => Err(OciError::Range(self.size)),
            Err(error) => Err(error.into()),
        }
    }

    /// Everything so far, and the rest that a request brings, as a file of the spool.
    pub(super) async fn whole(
        &self,
        service: &Service,
        call: &mut Call,
    ) -> Result<Spooled, OciError> {
        let storage = &*service.storage;
        let mut file = Spooled::create(storage.spool(), service.config.max_upload).await?;
        for piece in &self.pieces {
            let key = format!("{}/{}", self.folder, piece.name);
            let stream = storage.stream(&key, 0..piece.size).await?;
            file.append(stream.ok_or(OciError::UploadUnknown)?).await?;
        }
        file.append(call.stream()).await?;
        Ok(file)
    }

    /// Removes what is kept of the upload. What cannot be removed is found when it is old.
    pub(super) async fn end(&self, service: &Service) {
        drop(remove(&*service.storage, &self.folder).await);
    }
}

async fn remove(storage: &dyn Storage, folder: &str) -> Result<(), StorageError> {
    // Without its record an upload is unknown.
    storage.delete(&format!("{folder}/{BEGUN}")).await?;
    for piece in storage.list(folder).await? {
        storage.delete(&format!("{folder}/{}", piece.name)).await?;
    }
    Ok(())
}

/// Removes uploads that nobody goes on with from time to time, as long as there is a service.
pub(crate) async fn keep_tidy(service: Weak<Service>) {
    loop {
        sleep(MAX_IDLE).await;
        let Some(service) = service.upgrade() else {
            return;
        };
        service.sessions.end_idle();
        if let Err(error) = remove_old(&service).await {
            service.warn("cannot remove old uploads", &error.to_string());
        }
    }
}

/// Removes uploads that nobody has gone on with for long.
///
/// # Errors
/// [`StorageError`]
pub(crate) async fn remove_old(service: &Service) -> Result<(), StorageError> {
    let storage = &*service.storage;
    if storage.shared().is_none() {
        return Ok(());
    }
    let now = service.surroundings.now().seconds;
    let patience = i64::try_from(MAX_IDLE.as_secs()).unwrap_or(i64::MAX);
    for id in storage.folders(&format!("{PRIVATE}/uploads")).await? {
        let folder = folder_of(&id);
        let pieces = storage.list(&folder).await?;
        let latest = pieces.iter().map(|piece| piece.modified.seconds).max();
        if latest.is_some_and(|latest| now - latest > patience) {
            remove(storage, &folder).await?;
        }
    }
    Ok(())
}
