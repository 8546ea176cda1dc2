use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::PathError;

/// How many names are tried for a temporary file.
const ATTEMPTS: u32 = 1000;

/// Writes a file that appears whole or not at all: a temporary file beside it takes its place.
///
/// # Errors
/// [`PathError`]; the old file is still there then.
pub fn write_atomically(path: &Path, content: &[u8]) -> Result<(), PathError> {
    write_with(&mut OpenOptions::new(), path, content)
}

/// As [`write_atomically`], for a file that only its owner may read (mode 0600 where there are modes).
///
/// # Errors
/// [`PathError`]; the old file is still there then.
pub fn write_private(path: &Path, content: &[u8]) -> Result<(), PathError> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    write_with(&mut options, path, content)
}

fn write_with(options: &mut OpenOptions, path: &Path, content: &[u8]) -> Result<(), PathError> {
    let (temporary, mut file) = create_beside(options, path)?;
    let written = file.write_all(content).and_then(|()| file.sync_data());
    drop(file);
    let placed = match written {
        Ok(()) => fs_err::rename(&temporary, path).map_err(PathError::from("rename", path)),
        Err(cause) => Err(PathError::new("write", path, cause)),
    };
    if placed.is_err() {
        // The first error is the one that matters.
        drop(fs_err::remove_file(&temporary));
    }
    placed
}

fn create_beside(
    options: &mut OpenOptions,
    path: &Path,
) -> Result<(PathBuf, std::fs::File), PathError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    for attempt in 0..ATTEMPTS {
        let temporary =
            path.with_file_name(format!(".{name}.{}.{attempt}.tmp", std::process::id()));
        match options.write(true).create_new(true).open(&temporary) {
            Ok(file) => return Ok((temporary, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(cause) => return Err(PathError::new("open", path, cause)),
        }
    }
    Err(PathError::new(
        "open",
        path,
        ErrorKind::AlreadyExists.into(),
    ))
}

/// Makes a folder and those around it.
pub(crate) fn make_folder(path: &Path) -> Result<(), PathError> {
    fs_err::create_dir_all(path).map_err(PathError::from("mkdir", path))
}
