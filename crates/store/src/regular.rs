use std::io::{Error, Read as _, Result};
use std::path::Path;

/// How large a file may be that is read before the limits of the chart count.
const MAX_FILE: u64 = 32 << 20;

/// Reads a file that a chart names, which may be anything: reading a pipe could take for ever, and a device has no end.
///
/// # Errors
/// Those of the system; and when it is neither a file nor a folder, or larger than 32 MiB.
pub fn read_regular(path: &Path) -> Result<Vec<u8>> {
    let metadata = fs_err::metadata(path)?;
    if !metadata.is_file() && !metadata.is_dir() {
        return Err(Error::other("not a regular file"));
    }
    let mut bytes = Vec::new();
    let file = fs_err::File::open(path)?;
    file.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(Error::other(format!("larger than {} MiB", MAX_FILE >> 20)));
    }
    Ok(bytes)
}
