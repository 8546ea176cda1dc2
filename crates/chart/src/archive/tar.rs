use std::io::{self, ErrorKind, Read};
use std::iter::repeat_n;
use std::sync::Arc;

use super::ArchiveError;
use crate::Modified;

const BLOCK: usize = 512;

/// Long names and extended headers may be this large.
const MAX_SPECIAL: u64 = 1024 * 1024;

/// For this many bytes memory is taken before they are there.
const AT_ONCE: usize = 1024 * 1024;

/// What stands before the content of an entry.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) name: String,
    /// As the header says it.
    pub(super) size: u64,
    /// Bytes of content that follow: entries such as links have none, whatever their size says.
    pub(super) content: u64,
    pub(super) modified: Modified,
    pub(super) is_folder: bool,
    /// An extended header for all files to come.
    pub(super) is_global: bool,
}

/// Reads entries in their order; formats and errors as Go's `archive/tar` takes them.
#[derive(Debug)]
pub(super) struct TarReader<R> {
    inner: R,
    /// Bytes of the current entry that were not read, with the padding after them.
    remaining: u64,
    padding: u64,
}

/// What extended headers and long-name entries say about the entry after them.
#[derive(Debug, Default)]
struct Extended {
    path: Option<String>,
    size: Option<u64>,
    modified: Option<Modified>,
}

impl<R: Read> TarReader<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            remaining: 0,
            padding: 0,
        }
    }

    /// The next entry; `None` at the end of the archive. Content that was not read is skipped.
    pub(super) fn next_entry(&mut self) -> Result<Option<Header>, ArchiveError> {
        let mut extended = Extended::default();
        loop {
            if self.skip(self.remaining)? < self.remaining {
                return Err(ArchiveError::UnexpectedEnd);
            }
            // The padding of the last entry may be missing.
            self.skip(self.padding)?;
            (self.remaining, self.padding) = (0, 0);
            let Some(block) = self.header_block()? else {
                return Ok(None);
            };
            let mut header = parse_header(&block)?;
            match block[156] {
                b'x' => {
                    let data = self.special(header.size)?;
                    apply_records(&data, &mut extended)?;
                }
                b'L' => extended.path = Some(c_string(&self.special(header.size)?)),
                b'K' => {
                    self.special(header.size)?;
                }
                b'S' => return Err(ArchiveError::Sparse),
                kind => {
                    header.is_global = kind == b'g';
                    self.finish(&mut header, kind, extended);
                    return Ok(Some(header));
                }
            }
        }
    }

    /// Applies extended headers and settles how much content there is.
    fn finish(&mut self, header: &mut Header, kind: u8, extended: Extended) {
        if let Some(path) = extended.path {
            header.name = path;
        }
        if let Some(size) = extended.size {
            header.size = size;
        }
        if let Some(modified) = extended.modified {
            header.modified = modified;
        }
        let is_regular = matches!(kind, 0 | b'0');
        header.is_folder |= kind == b'5' || is_regular && header.name.ends_with('/');
        let header_only = header.is_folder || matches!(kind, b'1' | b'2' | b'3' | b'4' | b'6');
        header.content = if header_only { 0 } else { header.size };
        self.remaining = header.content;
        self.padding = padding(header.content);
    }

    /// The content of the current entry, at most `limit` bytes of it.
    pub(super) fn content(&mut self, limit: u64) -> Result<Arc<[u8]>, ArchiveError> {
        let size = self.remaining.min(limit);
        self.remaining -= size;
        match usize::try_from(size) {
            // Read to where it stays: a copy would touch as much memory once more.
            Ok(size) if size <= AT_ONCE => {
                let mut data: Arc<[u8]> = repeat_n(0, size).collect();
                self.inner
                    .read_exact(Arc::make_mut(&mut data))
                    .map_err(|error| from_io(&error))?;
                Ok(data)
            }
            _ => Ok(self.read_exactly(size)?.into()),
        }
    }

    fn special(&mut self, size: u64) -> Result<Vec<u8>, ArchiveError> {
        if size > MAX_SPECIAL {
            return Err(ArchiveError::TarHeader);
        }
        let data = self.read_exactly(size)?;
        self.padding = padding(size);
        Ok(data)
    }

    fn read_exactly(&mut self, size: u64) -> Result<Vec<u8>, ArchiveError> {
        // A header can promise more than there is, so memory is taken as the data comes.
        let expected = usize::try_from(size).unwrap_or(usize::MAX);
        let mut data = Vec::with_capacity(expected.min(AT_ONCE));
        let read = (&mut self.inner)
            .take(size)
            .read_to_end(&mut data)
            .map_err(|error| from_io(&error))?;
        if read as u64 == size {
            Ok(data)
        } else {
            Err(ArchiveError::UnexpectedEnd)
        }
    }

    /// Skips as many bytes as there are, at most `bytes`.
    fn skip(&mut self, bytes: u64) -> Result<u64, ArchiveError> {
        io::copy(&mut (&mut self.inner).take(bytes), &mut io::sink())
            .map_err(|error| from_io(&error))
    }

    /// The next header; `None` at the end of the data or after two blocks of zeros.
    fn header_block(&mut self) -> Result<Option<[u8; BLOCK]>, ArchiveError> {
        for zeros_before in [false, true] {
            let mut block = [0; BLOCK];
            let mut filled = 0;
            while filled < BLOCK {
                match self
                    .inner
                    .read(&mut block[filled..])
                    .map_err(|error| from_io(&error))?
                {
                    0 if filled == 0 => return Ok(None),
                    0 => return Err(ArchiveError::UnexpectedEnd),
                    read => filled += read,
                }
            }
            match (block.iter().all(|byte| *byte == 0), zeros_before) {
                (false, false) => return Ok(Some(block)),
                (false, true) => return Err(ArchiveError::TarHeader),
                (true, _) => {}
            }
        }
        Ok(None)
    }
}

fn from_io(error: &io::Error) -> ArchiveError {
    match error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<ArchiveError>())
    {
        Some(own) => own.clone(),
        None if error.kind() == ErrorKind::UnexpectedEof => ArchiveError::UnexpectedEnd,
        None if error.to_string().contains("checksum") => ArchiveError::Checksum,
        None if error.to_string().contains("header") => ArchiveError::GzipHeader,
        None => ArchiveError::Corrupt,
    }
}

fn padding(size: u64) -> u64 {
    size.wrapping_neg() % BLOCK as u64
}

fn parse_header(block: &[u8; BLOCK]) -> Result<Header, ArchiveError> {
    check_sum(block)?;
    let mut name = c_string(&block[..100]);
    let magic = &block[257..265];
    let prefix = match magic {
        b"ustar\x0000" if &block[508..512] == b"tar\0" => &block[345..476],
        [b'u', b's', b't', b'a', b'r', 0, ..] => &block[345..500],
        _ => &[][..],
    };
    let prefix = c_string(prefix);
    if !prefix.is_empty() {
        name = format!("{prefix}/{name}");
    }
    let mode = number(&block[100..108])?;
    for field in [&block[108..116], &block[116..124]] {
        number(field)?;
    }
    let size = u64::try_from(number(&block[124..136])?).map_err(|_| ArchiveError::TarHeader)?;
    let modified = Modified::from_seconds(number(&block[136..148])?);
    // The type bits of Unix: a folder.
    let is_folder = mode & !0o7777 == 0o40000;
    Ok(Header {
        name,
        size,
        content: 0,
        modified,
        is_folder,
        is_global: false,
    })
}

/// The sum of the header's bytes, with the sum itself taken for spaces; some writers add signed bytes.
fn check_sum(block: &[u8; BLOCK]) -> Result<(), ArchiveError> {
    let wanted = octal(&block[148..156])?;
    let bytes = || {
        block.iter().enumerate().map(|(at, byte)| {
            if (148..156).contains(&at) {
                b' '
            } else {
                *byte
            }
        })
    };
    let unsigned: i64 = bytes().map(i64::from).sum();
    let signed: i64 = bytes().map(|byte| i64::from(byte.cast_signed())).sum();
    if wanted == unsigned || wanted == signed {
        Ok(())
    } else {
        Err(ArchiveError::TarHeader)
    }
}

/// A number in octal digits or, with the first bit set, in binary.
fn number(field: &[u8]) -> Result<i64, ArchiveError> {
    if field[0] & 0x80 == 0 {
        return octal(field);
    }
    let invert = if field[0] & 0x40 == 0 { 0 } else { 0xff };
    let mut value: u64 = 0;
    for (at, byte) in field.iter().enumerate() {
        let byte = if at == 0 {
            (byte ^ invert) & 0x7f
        } else {
            byte ^ invert
        };
        if value >> 56 > 0 {
            return Err(ArchiveError::TarHeader);
        }
        value = value << 8 | u64::from(byte);
    }
    let value = i64::try_from(value).map_err(|_| ArchiveError::TarHeader)?;
    Ok(if invert == 0 { value } else { !value })
}

fn octal(field: &[u8]) -> Result<i64, ArchiveError> {
    let is_filler = |byte: &u8| matches!(byte, 0 | b' ');
    let start = field
        .iter()
        .position(|byte| !is_filler(byte))
        .unwrap_or(field.len());
    let digits: &[u8] = &field[start..];
    let end = digits
        .iter()
        .rposition(|byte| !is_filler(byte))
        .map_or(0, |last| last + 1);
    let digits = digits[..end]
        .split(|byte| *byte == 0)
        .next()
        .unwrap_or_default();
    let mut value: i64 = 0;
    for digit in digits {
        if !(b'0'..=b'7').contains(digit) {
            return Err(ArchiveError::TarHeader);
        }
        value = value.checked_mul(8).ok_or(ArchiveError::TarHeader)? + i64::from(digit - b'0');
    }
    Ok(value)
}

/// Text up to the first NUL.
fn c_string(bytes: &[u8]) -> String {
    let end = bytes
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}

/// Reads the records of an extended header: `LENGTH KEY=VALUE\n`, where the length is that of the whole record.
fn apply_records(mut data: &[u8], extended: &mut Extended) -> Result<(), ArchiveError> {
    while !data.is_empty() {
        let bad = ArchiveError::TarHeader;
        let space = data
            .iter()
            .position(|byte| *byte == b' ')
            .ok_or(ArchiveError::TarHeader)?;
        let length: usize = std::str::from_utf8(&data[..space])
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or(ArchiveError::TarHeader)?;
        if length <= space + 1 || length > data.len() {
            return Err(bad);
        }
        let record = data[space + 1..length]
            .strip_suffix(b"\n")
            .ok_or(ArchiveError::TarHeader)?;
        let equals = record
            .iter()
            .position(|byte| *byte == b'=')
            .ok_or(ArchiveError::TarHeader)?;
        let value = &record[equals + 1..];
        let text = String::from_utf8_lossy(value);
        match &record[..equals] {
            _ if value.is_empty() => {}
            key if key.starts_with(b"GNU.sparse.") => return Err(ArchiveError::Sparse),
            b"path" if value.contains(&0) => return Err(bad),
            b"path" => extended.path = Some(text.into_owned()),
            b"size" => extended.size = Some(text.parse().map_err(|_| bad)?),
            b"mtime" => extended.modified = Some(pax_time(&text).ok_or(bad)?),
            _ => {}
        }
        data = &data[length..];
    }
    Ok(())
}

/// Seconds with an optional decimal fraction.
fn pax_time(text: &str) -> Option<Modified> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole: i64 = seconds.parse().ok()?;
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits: String = fraction
        .chars()
        .chain("000000000".chars())
        .take(9)
        .collect();
    let nanos: u32 = digits.parse().ok()?;
    if seconds.starts_with('-') && nanos > 0 {
        return Some(Modified {
            seconds: whole - 1,
            nanos: 1_000_000_000 - nanos,
        });
    }
    Some(Modified {
        seconds: whole,
        nanos,
    })
}
