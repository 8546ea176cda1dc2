//! WASI's records in memory.

use super::Errno;
use super::descriptors::Open;
use super::files::Entry;
use crate::memory::Bytes;

const CHARACTERS: u8 = 2;
const DIRECTORY: u8 = 3;
const REGULAR: u8 = 4;
/// All rights there are; none is ever taken away.
const RIGHTS: u64 = 0x1fff_ffff;
const APPEND: u16 = 1;

pub(super) fn kind_of(entry: &Entry) -> u8 {
    match entry {
        Entry::Folder => DIRECTORY,
        Entry::File(_) => REGULAR,
    }
}

/// A number for a path, the same each time.
pub(super) fn number_of(path: &str) -> u64 {
    // FNV-1a, 64 bits.
    let number = path.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    number.max(1)
}

/// `fdstat`.
pub(super) fn write_status(memory: &mut Bytes<'_>, at: u32, open: &Open) -> Result<(), Errno> {
    let (kind, flags) = match open {
        Open::Stream(_) => (CHARACTERS, 0),
        Open::Folder(_) => (DIRECTORY, 0),
        Open::File { appends, .. } => (REGULAR, if *appends { APPEND } else { 0 }),
    };
    let mut record = [0; 24];
    record[0] = kind;
    record[2..4].copy_from_slice(&flags.to_le_bytes());
    record[8..16].copy_from_slice(&RIGHTS.to_le_bytes());
    record[16..24].copy_from_slice(&RIGHTS.to_le_bytes());
    memory.write(at, &record)
}

/// `filestat`, with all times at zero.
pub(super) fn write_file(
    memory: &mut Bytes<'_>,
    at: u32,
    (kind, number, size): (u8, u64, u64),
) -> Result<(), Errno> {
    let mut record = [0; 64];
    record[8..16].copy_from_slice(&number.to_le_bytes());
    record[16] = kind;
    record[24..32].copy_from_slice(&1_u64.to_le_bytes());
    record[32..40].copy_from_slice(&size.to_le_bytes());
    memory.write(at, &record)
}

/// The same of what is open.
pub(super) fn write_open(memory: &mut Bytes<'_>, at: u32, open: &Open) -> Result<(), Errno> {
    let about = match open {
        Open::Stream(_) => (CHARACTERS, 0, 0),
        Open::Folder(path) => (DIRECTORY, number_of(path), Entry::Folder.size()),
        Open::File { content, .. } => (REGULAR, 1, content.borrow().len() as u64),
    };
    write_file(memory, at, about)
}

/// `dirent`, with the name.
pub(super) fn directory_entry(next: u64, name: &str, kind: u8) -> Vec<u8> {
    let mut record = vec![0; 24];
    record[0..8].copy_from_slice(&next.to_le_bytes());
    record[8..16].copy_from_slice(&number_of(name).to_le_bytes());
    let length = u32::try_from(name.len()).unwrap_or(u32::MAX);
    record[16..20].copy_from_slice(&length.to_le_bytes());
    record[20] = kind;
    record.extend(name.as_bytes());
    record
}
