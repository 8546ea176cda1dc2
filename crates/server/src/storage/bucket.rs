//! A bucket, through `object_store`.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::path::Path as Key;
use object_store::{
    GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt as _, PutPayload, UpdateVersion,
    WriteMultipart,
};
use steersman_chart::Modified;
use tokio::io::AsyncReadExt as _;

use super::object::{ByteStream, Shared, Tagged};
use super::{Object, Pending, PutMode, Storage, StorageError};

/// Bytes of one part of a file that is sent in parts; what is smaller is sent whole.
const PART: usize = 8 * 1024 * 1024;

/// A bucket with conditional writes: `Create` is decided by the bucket, so several servers may share it.
#[derive(Debug)]
pub struct BucketStorage {
    store: Arc<dyn ObjectStore>,
    spool: PathBuf,
    /// Whether times are exact in every answer, or only to the second.
    exact: bool,
}

impl BucketStorage {
    /// A bucket, and a folder on this machine for uploads under way.
    ///
    /// # Errors
    /// [`StorageError`] when the folder cannot be made.
    pub fn new(store: Arc<dyn ObjectStore>, spool: &Path) -> Result<Self, StorageError> {
        fs_err::create_dir_all(spool)?;
        Ok(Self {
            store,
            spool: spool.to_owned(),
            exact: false,
        })
    }

    /// The same bucket with all digits of its times, which the answers of most buckets do not agree on.
    pub(super) fn exact(self) -> Self {
        Self {
            exact: true,
            ..self
        }
    }

    fn object_of(&self, meta: &ObjectMeta) -> Object {
        let nanos = meta.last_modified.timestamp_subsec_nanos();
        Object {
            name: meta.location.filename().unwrap_or_default().to_owned(),
            size: meta.size,
            modified: Modified {
                seconds: meta.last_modified.timestamp(),
                // Lists tell milliseconds, headers only seconds.
                nanos: if self.exact { nanos } else { 0 },
            },
        }
    }

    /// Replaces what is at a key, part by part.
    async fn send_parts(&self, key: &Key, file: &mut tokio::fs::File) -> Result<(), StorageError> {
        let upload = self.store.put_multipart(key).await?;
        let mut writer = WriteMultipart::new_with_chunk_size(upload, PART);
        let mut part = vec![0; PART / 8];
        loop {
            let count = match file.read(&mut part).await {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) => {
                    writer.abort().await?;
                    return Err(error.into());
                }
            };
            writer.write(&part[..count]);
            writer.wait_for_capacity(1).await?;
        }
        writer.finish().await?;
        Ok(())
    }
}

fn key_of(key: &str) -> Result<Key, StorageError> {
    Key::parse(key).map_err(|error| StorageError::Bucket(error.to_string()))
}

fn absent_as_none<T>(result: object_store::Result<T>) -> Result<Option<T>, StorageError> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl From<object_store::Error> for StorageError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::AlreadyExists { .. }
            | object_store::Error::Precondition { .. } => Self::Exists,
            error => Self::Bucket(error.to_string()),
        }
    }
}

impl Storage for BucketStorage {
    fn spool(&self) -> &Path {
        &self.spool
    }

    fn list<'a>(&'a self, folder: &'a str) -> Pending<'a, Vec<Object>> {
        Box::pin(async move {
            let prefix = key_of(folder)?;
            let listed = self.store.list_with_delimiter(Some(&prefix)).await?;
            Ok(listed
                .objects
                .iter()
                .map(|meta| self.object_of(meta))
                .collect())
        })
    }

    fn folders<'a>(&'a self, folder: &'a str) -> Pending<'a, Vec<String>> {
        Box::pin(async move {
            let prefix = key_of(folder)?;
            let listed = self.store.list_with_delimiter(Some(&prefix)).await?;
            let names = listed.common_prefixes.iter().filter_map(Key::filename);
            Ok(names
                .filter(|name| !name.starts_with('.'))
                .map(str::to_owned)
                .collect())
        })
    }

    fn mark<'a>(&'a self, _: &'a str) -> Pending<'a, Option<Modified>> {
        Box::pin(async { Ok(None) })
    }

    fn shared(&self) -> Option<&dyn Shared> {
        Some(self)
    }

    fn head<'a>(&'a self, key: &'a str) -> Pending<'a, Option<Object>> {
        Box::pin(async move {
            let found = absent_as_none(self.store.head(&key_of(key)?).await)?;
            Ok(found.as_ref().map(|meta| self.object_of(meta)))
        })
    }

    fn read<'a>(&'a self, key: &'a str, limit: u64) -> Pending<'a, Option<Bytes>> {
        Box::pin(async move {
            let Some(found) = absent_as_none(self.store.get(&key_of(key)?).await)? else {
                return Ok(None);
            };
            if found.meta.size > limit {
                return Err(StorageError::TooLarge(limit));
            }
            Ok(Some(found.bytes().await?))
        })
    }

    fn stream<'a>(&'a self, key: &'a str, range: Range<u64>) -> Pending<'a, Option<ByteStream>> {
        Box::pin(async move {
            let options = GetOptions {
                range: (!range.is_empty()).then_some(GetRange::Bounded(range)),
                ..GetOptions::default()
            };
            let found = absent_as_none(self.store.get_opts(&key_of(key)?, options).await)?;
            Ok(found.map(|found| -> ByteStream {
                Box::pin(found.into_stream().map_err(io::Error::other).boxed())
            }))
        })
    }

    fn put<'a>(&'a self, key: &'a str, file: &'a Path, mode: PutMode) -> Pending<'a, Object> {
        Box::pin(async move {
            let key = key_of(key)?;
            let mut file = tokio::fs::File::open(file).await?;
            let size = file.metadata().await?.len();
            if mode == PutMode::Replace && size > PART as u64 {
                self.send_parts(&key, &mut file).await?;
            } else {
                let mut content = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
                file.read_to_end(&mut content).await?;
                let mode = match mode {
                    PutMode::Create => object_store::PutMode::Create,
                    PutMode::Replace => object_store::PutMode::Overwrite,
                };
                self.store
                    .put_opts(&key, PutPayload::from(content), mode.into())
                    .await?;
            }
            Ok(self.object_of(&self.store.head(&key).await?))
        })
    }

    fn write<'a>(&'a self, key: &'a str, content: Bytes) -> Pending<'a, ()> {
        Box::pin(async move {
            self.store
                .put(&key_of(key)?, PutPayload::from_bytes(content))
                .await?;
            Ok(())
        })
    }

    fn link<'a>(&'a self, from: &'a str, to: &'a str) -> Pending<'a, ()> {
        Box::pin(async move { Ok(self.store.copy(&key_of(from)?, &key_of(to)?).await?) })
    }

    fn delete<'a>(&'a self, key: &'a str) -> Pending<'a, bool> {
        Box::pin(async move {
            let key = key_of(key)?;
            let found = absent_as_none(self.store.head(&key).await)?;
            // A bucket does not tell whether there was something to delete.
            absent_as_none(self.store.delete(&key).await)?;
            Ok(found.is_some())
        })
    }
}

impl Shared for BucketStorage {
    fn read_unless<'a>(
        &'a self,
        key: &'a str,
        limit: u64,
        known: Option<&'a str>,
    ) -> Pending<'a, Tagged> {
        Box::pin(async move {
            let options = GetOptions {
                if_none_match: known.and_then(|tag| version_of(tag).e_tag),
                ..GetOptions::default()
            };
            let found = match self.store.get_opts(&key_of(key)?, options).await {
                Ok(found) => found,
                Err(object_store::Error::NotFound { .. }) => return Ok(Tagged::Absent),
                Err(object_store::Error::NotModified { .. }) => return Ok(Tagged::Same),
                Err(error) => return Err(error.into()),
            };
            if found.meta.size > limit {
                return Err(StorageError::TooLarge(limit));
            }
            let tag = tag_of(found.meta.e_tag.clone(), found.meta.version.clone())?;
            Ok(Tagged::Changed(found.bytes().await?, tag))
        })
    }

    fn write_if<'a>(
        &'a self,
        key: &'a str,
        content: Bytes,
        known: Option<&'a str>,
    ) -> Pending<'a, String> {
        Box::pin(async move {
            let mode = known.map_or(object_store::PutMode::Create, |tag| {
                object_store::PutMode::Update(version_of(tag))
            });
            let written = self
                .store
                .put_opts(&key_of(key)?, PutPayload::from_bytes(content), mode.into())
                .await?;
            tag_of(written.e_tag, written.version)
        })
    }
}

/// What tells one content of an object from another: its entity tag, and its version where writes ask for that.
fn tag_of(tag: Option<String>, version: Option<String>) -> Result<String, StorageError> {
    // Without tags nobody could tell whose write came last.
    let tag = tag.ok_or_else(|| {
        StorageError::Bucket("the bucket gives no tags to its objects".to_owned())
    })?;
    Ok(format!("{tag}\n{}", version.unwrap_or_default()))
}

fn version_of(tag: &str) -> UpdateVersion {
    let (tag, version) = tag.split_once('\n').unwrap_or((tag, ""));
    UpdateVersion {
        e_tag: Some(tag.to_owned()),
        version: (!version.is_empty()).then(|| version.to_owned()),
    }
}
