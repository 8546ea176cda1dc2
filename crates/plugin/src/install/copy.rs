//! Putting folders where plugins are kept.

use std::path::Path;

use super::InstallError;

/// Moves a folder, or copies it where it cannot be moved.
pub(super) fn place(from: &Path, to: &Path) -> Result<(), InstallError> {
    if fs_err::rename(from, to).is_ok() {
        return Ok(());
    }
    copy_folder(from, to)
}

/// Copies a folder with all that is in it; links stay links.
pub(super) fn copy_folder(from: &Path, to: &Path) -> Result<(), InstallError> {
    fs_err::create_dir_all(to).map_err(InstallError::system("mkdir", to))?;
    let entries = fs_err::read_dir(from).map_err(InstallError::system("open", from))?;
    for entry in entries {
        let entry = entry.map_err(InstallError::system("readdirent", from))?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry
            .file_type()
            .map_err(InstallError::system("lstat", &source))?;
        if kind.is_dir() {
            copy_folder(&source, &target)?;
        } else if kind.is_symlink() {
            let aim =
                fs_err::read_link(&source).map_err(InstallError::system("readlink", &source))?;
            link(&aim, &target)?;
        } else {
            fs_err::copy(&source, &target).map_err(InstallError::system("open", &target))?;
        }
    }
    Ok(())
}

/// Makes a link.
#[cfg(unix)]
pub(super) fn link(aim: &Path, place: &Path) -> Result<(), InstallError> {
    std::os::unix::fs::symlink(aim, place).map_err(InstallError::system("symlink", place))
}

/// Makes a link.
#[cfg(not(unix))]
pub(super) fn link(aim: &Path, place: &Path) -> Result<(), InstallError> {
    std::os::windows::fs::symlink_dir(aim, place).map_err(InstallError::system("symlink", place))
}
