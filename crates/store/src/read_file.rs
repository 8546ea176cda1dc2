//! Reading one file of a chart within limits.

use std::fs::{File as Handle, Metadata};
use std::io::{ErrorKind, Read as _};
use std::path::Path;
use std::time::UNIX_EPOCH;

use steersman_chart::archive::Limits;
use steersman_chart::{File, Modified};
use steersman_value::Str;

use crate::{PathError, StoreError};

/// Reads files one after the other and counts their bytes.
#[derive(Debug)]
pub(crate) struct Reader<'l> {
    limits: &'l Limits,
    remaining: u64,
    buffer: Vec<u8>,
}

/// How much is read at once.
const BUFFER: usize = 64 << 10;

impl<'l> Reader<'l> {
    pub(crate) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            remaining: limits.total,
            buffer: vec![0; BUFFER],
        }
    }

    /// Sets how many bytes may still be read.
    pub(crate) fn allow(&mut self, remaining: u64) {
        self.remaining = remaining;
    }

    /// Counts a file that was read elsewhere; false when it is too much.
    pub(crate) fn count(&mut self, file: &File) -> bool {
        let left = self.remaining.checked_sub(file.data.len() as u64);
        self.remaining = left.unwrap_or_default();
        left.is_some()
    }

    pub(crate) fn too_large(&self, name: String) -> StoreError {
        StoreError::FolderTooLarge {
            name,
            limit: self.limits.total,
        }
    }

    /// Reads the file at `path` as the file `name` of the chart.
    pub(crate) fn read(&mut self, path: &Path, name: String) -> Result<File, StoreError> {
        let failed = |cause| StoreError::ReadFile {
            name: name.clone(),
            cause: PathError::new("open", path, cause),
        };
        // The wrapped file would keep a copy of the path.
        let file = Handle::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if let Some(limit) = self.limits.file.filter(|limit| metadata.len() > *limit) {
            return Err(StoreError::FileTooLarge {
                name: name.rsplit('/').next().unwrap_or(&name).to_owned(),
                limit,
            });
        }
        if metadata.len() > self.remaining {
            return Err(self.too_large(name));
        }
        // The file may have grown since.
        let data =
            read_whole(&file, metadata.len(), self.remaining, &mut self.buffer).map_err(failed)?;
        let length = data.len() as u64;
        if length > self.remaining {
            return Err(self.too_large(name));
        }
        self.remaining -= length;
        Ok(File {
            name,
            data,
            modified: modified(&metadata),
        })
    }
}

/// Reads a file that should have `expected` bytes, but no more than one byte more than `limit`.
///
/// A small file that has as many bytes as expected needs one call of the system and one copy.
fn read_whole(
    mut file: &Handle,
    expected: u64,
    limit: u64,
    buffer: &mut [u8],
) -> std::io::Result<Str> {
    let limit = limit.saturating_add(1);
    let most = usize::try_from(limit).map_or(buffer.len(), |limit| limit.min(buffer.len()));
    let length = match file.read(&mut buffer[..most]) {
        Err(error) if error.kind() == ErrorKind::Interrupted => 0,
        length => length?,
    };
    let start = &buffer[..length];
    if length < most && length as u64 == expected {
        return Ok(Str::from(without_mark(start)));
    }
    let mut bytes = start.to_vec();
    file.take(limit - length as u64).read_to_end(&mut bytes)?;
    Ok(Str::from(without_mark(&bytes)))
}

/// The text without the mark of the byte order, which some editors put at its start.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

fn modified(metadata: &Metadata) -> Option<Modified> {
    let time = metadata.modified().ok()?;
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => Some(Modified {
            seconds: i64::try_from(after.as_secs()).ok()?,
            nanos: after.subsec_nanos(),
        }),
        Err(before) => {
            let before = before.duration();
            let seconds = -i64::try_from(before.as_secs()).ok()?;
            Some(match before.subsec_nanos() {
                0 => Modified { seconds, nanos: 0 },
                nanos => Modified {
                    seconds: seconds - 1,
                    nanos: 1_000_000_000 - nanos,
                },
            })
        }
    }
}
