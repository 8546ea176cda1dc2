use std::borrow::Cow;
use std::io::{self, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use steersman_value::Str;

use super::name::relative_name;
use super::tar::TarReader;
use super::{ArchiveError, Limits};
use crate::File;

/// The files of a `.tgz` archive, in their order, with names relative to the chart and without byte order marks.
///
/// # Errors
/// [`ArchiveError`]; nothing of the archive is used then.
pub fn read_archive(bytes: &[u8], limits: &Limits) -> Result<Vec<File>, ArchiveError> {
    check_gzip_header(bytes)?;
    let bytes = without_reserved_flags(bytes);
    let inflated = Limited {
        inner: MultiGzDecoder::new(&*bytes),
        left: limits.stream,
        limit: limits.stream,
    };
    let mut tar = TarReader::new(BufReader::with_capacity(32 * 1024, inflated));
    let mut files = Vec::new();
    let mut remaining = limits.total;
    let mut entries = 0;
    while let Some(header) = tar.next_entry()? {
        entries += 1;
        if entries > limits.entries {
            return Err(ArchiveError::TooManyEntries(limits.entries));
        }
        if header.is_folder || header.is_global {
            continue;
        }
        let name = relative_name(&header.name)?;
        if let Some(limit) = limits.file.filter(|limit| header.size > *limit) {
            if header.size > remaining {
                return Err(too_large(limits));
            }
            return Err(ArchiveError::FileTooLarge(header.name, limit));
        }
        if header.size > remaining {
            return Err(too_large(limits));
        }
        let content = tar.content(remaining)?;
        let length = content.len() as u64;
        remaining -= length;
        if length < header.size || remaining == 0 {
            return Err(too_large(limits));
        }
        let data = match content.strip_prefix(b"\xEF\xBB\xBF") {
            Some(rest) => Str::from(rest),
            None => Str::from(content),
        };
        files.push(File {
            name,
            data,
            modified: Some(header.modified),
        });
    }
    if files.is_empty() {
        Err(ArchiveError::NoFiles)
    } else {
        Ok(files)
    }
}

fn too_large(limits: &Limits) -> ArchiveError {
    match limits.file {
        Some(_) => ArchiveError::TooLargeLegacy(limits.total),
        None => ArchiveError::TooLarge(limits.total),
    }
}

/// The errors of the header come before all others, and the caller may want to tell them apart.
fn check_gzip_header(bytes: &[u8]) -> Result<(), ArchiveError> {
    match bytes {
        [] => Err(ArchiveError::Empty),
        short if short.len() < 10 => Err(ArchiveError::UnexpectedEnd),
        [0x1f, 0x8b, 8, ..] => Ok(()),
        _ => Err(ArchiveError::GzipHeader),
    }
}

/// Go does not look at the flags that have no meaning yet.
fn without_reserved_flags(bytes: &[u8]) -> Cow<'_, [u8]> {
    const FLAGS: usize = 3;
    const RESERVED: u8 = 0b1110_0000;
    if bytes[FLAGS] & RESERVED == 0 {
        return Cow::Borrowed(bytes);
    }
    let mut bytes = bytes.to_vec();
    bytes[FLAGS] &= !RESERVED;
    Cow::Owned(bytes)
}

/// A reader that refuses to go on after so many bytes.
struct Limited<R> {
    inner: R,
    left: u64,
    limit: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let Some(left) = self.left.checked_sub(read as u64) else {
            return Err(io::Error::other(ArchiveError::StreamTooLarge(self.limit)));
        };
        self.left = left;
        Ok(read)
    }
}
