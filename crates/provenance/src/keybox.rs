//! GnuPG's keybox files (`pubring.kbx`): blobs around OpenPGP keys, as GnuPG's `kbx/keybox-blob.c` describes them.

use crate::KeyringError;

const HEADER_BLOB: u8 = 1;
const OPENPGP_BLOB: u8 = 2;
/// The blob was never finished; GnuPG does not read such ones either.
const EPHEMERAL: u16 = 2;
/// Length and type, which every blob has.
const SMALLEST_BLOB: usize = 5;
/// Up to and with the length of the key.
const OPENPGP_HEADER: usize = 16;

/// Whether this is a keybox.
pub(crate) fn is_keybox(data: &[u8]) -> bool {
    data.get(4) == Some(&HEADER_BLOB) && data.get(8..12) == Some(b"KBXf")
}

/// The OpenPGP keys of a keybox, one after the other.
///
/// # Errors
/// [`KeyringError::Keybox`], with the offset.
pub(crate) fn public_keys(data: &[u8]) -> Result<Vec<u8>, KeyringError> {
    let mut keys = Vec::new();
    let mut offset = 0;
    while offset < data.len() {
        let blob = blob_at(data, offset).map_err(KeyringError::Keybox)?;
        if blob[4] == OPENPGP_BLOB {
            keys.extend_from_slice(key_of(blob, offset).map_err(KeyringError::Keybox)?);
        }
        offset += blob.len();
    }
    if keys.is_empty() {
        return Err(KeyringError::Keybox(
            "keybox contains no OpenPGP keys".into(),
        ));
    }
    Ok(keys)
}

fn blob_at(data: &[u8], offset: usize) -> Result<&[u8], String> {
    let rest = &data[offset..];
    if rest.len() < SMALLEST_BLOB {
        return Err(format!("truncated blob header at offset {offset}"));
    }
    let length = number(rest, 0);
    if length < SMALLEST_BLOB {
        return Err(format!("invalid blob length {length} at offset {offset}"));
    }
    rest.get(..length).ok_or_else(|| {
        format!(
            "blob at offset {offset} has length {length} exceeding the {} remaining bytes",
            rest.len()
        )
    })
}

fn key_of(blob: &[u8], offset: usize) -> Result<&[u8], String> {
    if blob.len() < OPENPGP_HEADER {
        return Err(format!("OpenPGP blob at offset {offset} is too short"));
    }
    let start = number(blob, 8);
    let key = start
        .checked_add(number(blob, 12))
        .and_then(|end| blob.get(start..end))
        .ok_or_else(|| format!("OpenPGP blob at offset {offset} has an out-of-range keyblock"))?;
    let flags = u16::from_be_bytes([blob[6], blob[7]]);
    Ok(if flags & EPHEMERAL == 0 { key } else { &[] })
}

/// Four bytes, the largest first; the caller has made sure that they are there.
fn number(bytes: &[u8], at: usize) -> usize {
    bytes[at..at + 4]
        .iter()
        .fold(0, |number, byte| number << 8 | usize::from(*byte))
}
