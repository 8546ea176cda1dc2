use std::path::Path;

use super::InstallError;
use super::keep::{archive_path, provenance_path};
use crate::Plugin;

/// Removes an installed plugin, and the archive that was kept of it in the folder of plugins. Of a plugin that is a
/// link only the link goes.
///
/// # Errors
/// When its folder cannot be removed.
pub fn remove(plugin: &Plugin, plugins: &Path) -> Result<(), InstallError> {
    let folder = &plugin.folder;
    let found = std::fs::symlink_metadata(folder).map_err(InstallError::system("lstat", folder))?;
    if found.is_symlink() {
        fs_err::remove_file(folder).map_err(InstallError::system("unlink", folder))?;
    } else {
        fs_err::remove_dir_all(folder).map_err(InstallError::system("unlinkat", folder))?;
    }
    if !plugin.metadata.version.is_empty() {
        let archive = archive_path(plugins, &plugin.metadata);
        // Most plugins have none.
        drop(fs_err::remove_file(provenance_path(&archive)));
        drop(fs_err::remove_file(&archive));
    }
    Ok(())
}
