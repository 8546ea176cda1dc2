//! The port to a storage.

use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::pin::Pin;

use bytes::Bytes;
use futures_util::Stream;
use steersman_chart::Modified;

use super::StorageError;

/// The folder of what is no package: uploads under way, snapshots of indexes, records of the registry.
pub(crate) const PRIVATE: &str = ".steer";

/// An answer that comes later.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, StorageError>> + Send + 'a>>;

/// Bytes that come one after the other.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, std::io::Error>> + Send>>;

/// A file in the storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its name in its folder.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// When it was written.
    pub modified: Modified,
}

/// What happens when there is a file of that key already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutMode {
    /// The write fails with [`StorageError::Exists`]: of two writers, one wins.
    Create,
    /// The file is replaced in one step.
    Replace,
}

/// A small text that several servers change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tagged {
    /// There is none.
    Absent,
    /// It is what the caller knows.
    Same,
    /// Another one, with its tag.
    Changed(Bytes, String),
}

/// What several servers on one storage agree by.
pub trait Shared: Send + Sync {
    /// The text of that key, of at most `limit` bytes, unless its tag is `known`.
    fn read_unless<'a>(
        &'a self,
        key: &'a str,
        limit: u64,
        known: Option<&'a str>,
    ) -> Pending<'a, Tagged>;

    /// Writes a text when the one that is there has the tag `known`, or when there is none and `known` is `None`;
    /// answers with its tag. Otherwise the error is [`StorageError::Exists`], and nothing was written.
    fn write_if<'a>(
        &'a self,
        key: &'a str,
        content: Bytes,
        known: Option<&'a str>,
    ) -> Pending<'a, String>;
}

/// A place for files, whole or not there.
pub trait Storage: Send + Sync + fmt::Debug {
    /// A folder for uploads under way; for a local storage on its own file system.
    fn spool(&self) -> &Path;

    /// The files directly in a folder, in no order; none when there is no such folder.
    fn list<'a>(&'a self, folder: &'a str) -> Pending<'a, Vec<Object>>;

    /// The names of the files directly in a folder, each with a number that another file of the same name does not have.
    /// Cheaper than [`Self::list`]; `None` where it is not, or there are no such numbers.
    fn glance<'a>(&'a self, _folder: &'a str) -> Pending<'a, Option<Vec<(String, u64)>>> {
        Box::pin(async { Ok(None) })
    }

    /// The folders directly in a folder whose names do not begin with a dot.
    fn folders<'a>(&'a self, folder: &'a str) -> Pending<'a, Vec<String>>;

    /// A mark that changes when a file comes into a folder or goes; `None` when the storage cannot tell.
    fn mark<'a>(&'a self, folder: &'a str) -> Pending<'a, Option<Modified>>;

    /// How servers on this storage tell each other of changes; `None` when they see them by [`Self::mark`].
    fn shared(&self) -> Option<&dyn Shared> {
        None
    }

    /// The file of that key, without its content.
    fn head<'a>(&'a self, key: &'a str) -> Pending<'a, Option<Object>>;

    /// The file of that key, with its content where that is had in one step and of at most `limit` bytes.
    fn fetch<'a>(
        &'a self,
        key: &'a str,
        _limit: u64,
    ) -> Pending<'a, Option<(Object, Option<Bytes>)>> {
        Box::pin(async move { Ok(self.head(key).await?.map(|object| (object, None))) })
    }

    /// The content of a file of at most `limit` bytes.
    fn read<'a>(&'a self, key: &'a str, limit: u64) -> Pending<'a, Option<Bytes>>;

    /// A part of the content of a file, as a stream.
    fn stream<'a>(&'a self, key: &'a str, range: Range<u64>) -> Pending<'a, Option<ByteStream>>;

    /// Puts a file of the spool at a key; it may be moved there. Once it is answered the file survives a crash.
    fn put<'a>(&'a self, key: &'a str, file: &'a Path, mode: PutMode) -> Pending<'a, Object>;

    /// Puts a small text at a key, replacing what is there.
    fn write<'a>(&'a self, key: &'a str, content: Bytes) -> Pending<'a, ()>;

    /// Gives a file a second key.
    fn link<'a>(&'a self, from: &'a str, to: &'a str) -> Pending<'a, ()>;

    /// Removes a file; tells whether it was there.
    fn delete<'a>(&'a self, key: &'a str) -> Pending<'a, bool>;
}
