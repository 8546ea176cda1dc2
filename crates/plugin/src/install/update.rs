use super::InstallError;
use super::git::Git;
use super::perform::check_definition;
use crate::{Plugin, PluginError, Variables, load_plugin};

/// Brings an installed plugin up to date; only checkouts can be.
///
/// # Errors
/// Helm's.
pub fn update(plugin: &Plugin, environment: &Variables) -> Result<Plugin, PluginError> {
    let folder = &plugin.folder;
    let location = fs_err::canonicalize(folder).map_err(InstallError::system("lstat", folder))?;
    if !location.join(".git").exists() {
        return Err(InstallError::NoCheckout { location }.into());
    }
    let git = Git::new(&location, environment);
    if git.is_changed() {
        return Err(InstallError::Modified.into());
    }
    git.update()?;
    check_definition(&location)?;
    load_plugin(folder)
}
