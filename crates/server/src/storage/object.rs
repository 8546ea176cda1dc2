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

/// A place for files, whole or not there.
pub trait Storage: Send + Sync + fmt::Debug {
    /// A folder for uploads under way; for a local storage on its own file system.
    fn spool(&self) -> &Path;

    /// The files directly in a folder, in no order; none when there is no such folder.
    fn list<'a>(&'a self, folder: &'a str) -> Pending<'a, Vec<Object>>;

    /// The folders directly in a folder whose names do not begin with a dot.
    fn folders<'a>(&'a self, folder: &'a str) -> Pending<'a, Vec<String>>;

    /// A mark that changes when a file comes into a folder or goes; `None` when the storage cannot tell.
    fn mark<'a>(&'a self, folder: &'a str) -> Pending<'a, Option<Modified>>;

    /// The file of that key, without its content.
    fn head<'a>(&'a self, key: &'a str) -> Pending<'a, Option<Object>>;

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
