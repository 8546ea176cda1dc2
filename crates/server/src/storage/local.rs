//! A folder on this machine.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use steersman_chart::Modified;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

use super::object::{ByteStream, PRIVATE};
use super::{Object, Pending, PutMode, Storage, StorageError};
use crate::random::random_hex;

/// Bytes of a file that are read at once when it is sent.
const CHUNK: usize = 64 * 1024;

/// The age at which a file of the spool is nobody's.
const STALE: Duration = Duration::from_hours(1);

/// A folder: files appear by links and renames, and are on the disk before they are answered.
#[derive(Debug)]
pub struct LocalStorage {
    root: PathBuf,
    spool: PathBuf,
}

impl LocalStorage {
    /// The folder at `root`, which is made when it is missing. What a crash left in the spool an hour ago or earlier
    /// is removed; what is younger may be the upload of another server.
    ///
    /// A folder that is there but takes no files is served as it is; every change of it fails.
    ///
    /// # Errors
    /// [`StorageError`] when the folder cannot be made.
    pub fn open(root: &Path) -> Result<Self, StorageError> {
        fs_err::create_dir_all(root)?;
        let root = fs_err::canonicalize(root)?;
        let spool = root.join(PRIVATE).join("uploads");
        match fs_err::create_dir_all(&spool) {
            Ok(()) => remove_stale(&spool)?,
            Err(error) if takes_nothing(&error) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(Self { root, spool })
    }

    /// Whether uploads can be kept: the folder for those under way is there.
    pub fn takes_uploads(&self) -> bool {
        self.spool.is_dir()
    }

    fn path(&self, key: &str) -> PathBuf {
        self.root.join(key)
    }

    /// Does blocking work apart from the threads that answer.
    fn run<'a, T: Send + 'static>(
        work: impl FnOnce() -> Result<T, StorageError> + Send + 'static,
    ) -> Pending<'a, T> {
        Box::pin(async move {
            tokio::task::spawn_blocking(work)
                .await
                .unwrap_or_else(|error| Err(StorageError::Io(io::Error::other(error))))
        })
    }
}

impl Storage for LocalStorage {
    fn spool(&self) -> &Path {
        &self.spool
    }

    fn list<'a>(&'a self, folder: &'a str) -> Pending<'a, Vec<Object>> {
        let path = self.path(folder);
        Self::run(move || list_files(&path))
    }

    fn glance<'a>(&'a self, folder: &'a str) -> Pending<'a, Option<Vec<(String, u64)>>> {
        let path = self.path(folder);
        Self::run(move || glance_at(&path))
    }

    fn folders<'a>(&'a self, folder: &'a str) -> Pending<'a, Vec<String>> {
        let path = self.path(folder);
        Self::run(move || list_folders(&path))
    }

    fn mark<'a>(&'a self, folder: &'a str) -> Pending<'a, Option<Modified>> {
        let path = self.path(folder);
        Self::run(move || {
            let found = absent_as_none(fs_err::metadata(path))?;
            Ok(Some(found.map_or_else(Modified::default, |found| {
                modified_of(&found)
            })))
        })
    }

    fn head<'a>(&'a self, key: &'a str) -> Pending<'a, Option<Object>> {
        let path = self.path(key);
        Self::run(move || {
            let found = absent_as_none(fs_err::metadata(&path))?;
            Ok(found
                .filter(Metadata::is_file)
                .map(|found| object_of(&path, &found)))
        })
    }

    fn fetch<'a>(
        &'a self,
        key: &'a str,
        limit: u64,
    ) -> Pending<'a, Option<(Object, Option<Bytes>)>> {
        let path = self.path(key);
        Self::run(move || {
            // What is no file is not opened: a pipe would make everybody wait.
            let found = absent_as_none(fs_err::metadata(&path))?;
            if !found.is_some_and(|found| found.is_file()) {
                return Ok(None);
            }
            let Some(mut file) = absent_as_none(fs_err::File::open(&path))? else {
                return Ok(None);
            };
            let metadata = file.metadata()?;
            let mut content = None;
            if metadata.len() <= limit {
                let mut bytes = vec![0; usize::try_from(metadata.len()).unwrap_or(0)];
                file.read_exact(&mut bytes)?;
                content = Some(bytes.into());
            }
            Ok(Some((object_of(&path, &metadata), content)))
        })
    }

    fn read<'a>(&'a self, key: &'a str, limit: u64) -> Pending<'a, Option<Bytes>> {
        let path = self.path(key);
        Self::run(move || {
            let Some(file) = absent_as_none(fs_err::File::open(path))? else {
                return Ok(None);
            };
            let metadata = file.metadata()?;
            if !metadata.is_file() {
                return Ok(None);
            }
            let mut content =
                Vec::with_capacity(usize::try_from(metadata.len().min(limit)).unwrap_or(0) + 1);
            file.take(limit + 1).read_to_end(&mut content)?;
            if content.len() as u64 > limit {
                return Err(StorageError::TooLarge(limit));
            }
            Ok(Some(content.into()))
        })
    }

    fn stream<'a>(&'a self, key: &'a str, range: Range<u64>) -> Pending<'a, Option<ByteStream>> {
        let path = self.path(key);
        Box::pin(async move {
            let Some(mut file) = absent_as_none(tokio::fs::File::open(path).await)? else {
                return Ok(None);
            };
            file.seek(io::SeekFrom::Start(range.start)).await?;
            let part = file.take(range.end - range.start);
            let stream: ByteStream = Box::pin(ReaderStream::with_capacity(part, CHUNK));
            Ok(Some(stream))
        })
    }

    fn put<'a>(&'a self, key: &'a str, file: &'a Path, mode: PutMode) -> Pending<'a, Object> {
        let (target, file) = (self.path(key), file.to_owned());
        Self::run(move || place(&file, &target, mode))
    }

    fn write<'a>(&'a self, key: &'a str, content: Bytes) -> Pending<'a, ()> {
        let (target, temporary) = (self.path(key), self.spool.join(random_hex::<16>()));
        Self::run(move || {
            let written = write_synced(&temporary, &content).and_then(|()| {
                place(&temporary, &target, PutMode::Replace)?;
                Ok(())
            });
            if written.is_err() {
                drop(fs_err::remove_file(&temporary));
            }
            written
        })
    }

    fn link<'a>(&'a self, from: &'a str, to: &'a str) -> Pending<'a, ()> {
        let (from, to) = (self.path(from), self.path(to));
        let temporary = self.spool.join(random_hex::<16>());
        Self::run(move || {
            fs_err::hard_link(&from, &temporary)?;
            let placed = place(&temporary, &to, PutMode::Replace).map(drop);
            // Renaming one name of a file to another one of the same file leaves both.
            drop(fs_err::remove_file(&temporary));
            placed
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> Pending<'a, bool> {
        let path = self.path(key);
        Self::run(move || {
            if absent_as_none(fs_err::remove_file(&path))?.is_none() {
                return Ok(false);
            }
            sync_folder_of(&path)?;
            Ok(true)
        })
    }
}

/// Whether an error says that nothing can be written, but what is there can be read.
fn takes_nothing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::StorageFull
    )
}

/// Removes files that nobody has written to for long.
fn remove_stale(spool: &Path) -> Result<(), StorageError> {
    for entry in fs_err::read_dir(spool)? {
        let entry = entry?;
        let modified = entry.metadata().and_then(|metadata| metadata.modified());
        let age = modified.ok().and_then(|modified| modified.elapsed().ok());
        if age.is_some_and(|age| age > STALE) {
            // Another server may have removed it first.
            drop(fs_err::remove_file(entry.path()));
        }
    }
    Ok(())
}

fn list_files(path: &Path) -> Result<Vec<Object>, StorageError> {
    let Some(entries) = absent_as_none(fs_err::read_dir(path))? else {
        return Ok(Vec::new());
    };
    let mut objects = Vec::new();
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        // A link may lead to a package elsewhere, as people do who serve what they built.
        let Some(metadata) = absent_as_none(fs_err::metadata(&path))? else {
            continue;
        };
        if metadata.is_file() {
            objects.push(object_of(&path, &metadata));
        }
    }
    Ok(objects)
}

/// Names with the numbers of their files, without asking about each file.
#[cfg(unix)]
fn glance_at(path: &Path) -> Result<Option<Vec<(String, u64)>>, StorageError> {
    use std::os::unix::fs::DirEntryExt as _;
    let Some(entries) = absent_as_none(fs_err::read_dir(path))? else {
        return Ok(Some(Vec::new()));
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        // Folders are told by their type, which costs nothing on most systems.
        if !entry.file_type()?.is_dir() {
            let name = entry.file_name().to_string_lossy().into_owned();
            files.push((name, entry.ino()));
        }
    }
    Ok(Some(files))
}

#[cfg(not(unix))]
fn glance_at(_: &Path) -> Result<Option<Vec<(String, u64)>>, StorageError> {
    Ok(None)
}

fn list_folders(path: &Path) -> Result<Vec<String>, StorageError> {
    let Some(entries) = absent_as_none(fs_err::read_dir(path))? else {
        return Ok(Vec::new());
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        let is_folder = entry.file_type()?.is_dir();
        let name = entry.file_name().into_string().ok();
        names.extend(name.filter(|name| is_folder && !name.starts_with('.')));
    }
    Ok(names)
}

fn absent_as_none<T>(result: io::Result<T>) -> Result<Option<T>, StorageError> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

fn modified_of(metadata: &Metadata) -> Modified {
    let since = metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let since = since.unwrap_or_default();
    Modified {
        seconds: i64::try_from(since.as_secs()).unwrap_or_default(),
        nanos: since.subsec_nanos(),
    }
}

fn object_of(path: &Path, metadata: &Metadata) -> Object {
    Object {
        name: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        size: metadata.len(),
        modified: modified_of(metadata),
    }
}

/// Puts a file whose content is on the disk at its place, and the place on the disk.
fn place(file: &Path, target: &Path, mode: PutMode) -> Result<Object, StorageError> {
    if let Some(folder) = target.parent()
        && !folder.is_dir()
    {
        fs_err::create_dir_all(folder)?;
        sync_folder_of(folder)?;
    }
    match mode {
        PutMode::Create => fs_err::hard_link(file, target)?,
        PutMode::Replace => fs_err::rename(file, target)?,
    }
    sync_folder_of(target)?;
    Ok(object_of(target, &fs_err::metadata(target)?))
}

fn write_synced(path: &Path, content: &[u8]) -> Result<(), StorageError> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(content)?;
    file.sync_data()?;
    Ok(())
}

/// A name is on the disk when its folder is.
fn sync_folder_of(path: &Path) -> Result<(), StorageError> {
    if cfg!(unix)
        && let Some(folder) = path.parent()
    {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
