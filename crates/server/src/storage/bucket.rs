//! A bucket, through `object_store`.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::path::Path as Key;
use object_store::{
    GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt as _, PutPayload,
};
use steersman_chart::Modified;

use super::object::ByteStream;
use super::{Object, Pending, PutMode, Storage, StorageError};

/// A bucket with conditional writes: `Create` is decided by the bucket, so several servers may share it.
#[derive(Debug)]
pub struct BucketStorage {
    store: Arc<dyn ObjectStore>,
    spool: PathBuf,
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
        })
    }
}

fn key_of(key: &str) -> Result<Key, StorageError> {
    Key::parse(key).map_err(|error| StorageError::Bucket(error.to_string()))
}

fn object_of(meta: &ObjectMeta) -> Object {
    Object {
        name: meta.location.filename().unwrap_or_default().to_owned(),
        size: meta.size,
        modified: Modified {
            seconds: meta.last_modified.timestamp(),
            nanos: meta.last_modified.timestamp_subsec_nanos(),
        },
    }
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
            Ok(listed.objects.iter().map(object_of).collect())
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

    fn head<'a>(&'a self, key: &'a str) -> Pending<'a, Option<Object>> {
        Box::pin(async move {
            let found = absent_as_none(self.store.head(&key_of(key)?).await)?;
            Ok(found.as_ref().map(object_of))
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
            let content = Bytes::from(tokio::fs::read(file).await?);
            let mode = match mode {
                PutMode::Create => object_store::PutMode::Create,
                PutMode::Replace => object_store::PutMode::Overwrite,
            };
            let key = key_of(key)?;
            self.store
                .put_opts(&key, PutPayload::from_bytes(content), mode.into())
                .await?;
            Ok(object_of(&self.store.head(&key).await?))
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
