use std::path::{Path, PathBuf};

use super::InstallError;
use super::extract::is_archive_name;
use super::names::{base, plugin_name};
use super::perform::Homes;
use super::vcs::recognize;
use crate::Variables;

/// Gets what URLs name.
pub trait Fetch {
    /// The content behind a URL.
    ///
    /// # Errors
    /// Why it cannot be had, in words for people.
    fn get(&self, url: &str) -> Result<Vec<u8>, String>;

    /// Whether a server says that a URL is a gzip archive.
    fn is_archive(&self, url: &str) -> bool;
}

/// Where a plugin comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A folder on this machine, which is linked.
    Folder(PathBuf),
    /// An archive on this machine.
    Archive(PathBuf),
    /// An archive behind a URL.
    Url(String),
    /// An artifact in an OCI registry.
    Registry(String),
    /// A repository of a version control system.
    Repository(String),
}

impl Source {
    /// What a user means by `text`. Paths are those below `working_folder`.
    pub fn of(text: &str, working_folder: &Path, fetch: &dyn Fetch) -> Self {
        if text.starts_with("oci://") {
            return Self::Registry(text.to_owned());
        }
        if fs_err::metadata(text).is_ok() {
            let path = PathBuf::from(crate::invoke::clean(
                &working_folder.join(text).to_string_lossy(),
            ));
            return if is_archive_name(text) {
                Self::Archive(path)
            } else {
                Self::Folder(path)
            };
        }
        let is_url = text.starts_with("http://") || text.starts_with("https://");
        if is_url && (is_archive_name(text) || fetch.is_archive(text)) {
            return Self::Url(text.to_owned());
        }
        Self::Repository(text.to_owned())
    }

    /// Refuses what cannot be a source, before anything is fetched.
    ///
    /// # Errors
    /// [`InstallError::UnknownSource`].
    pub fn check(&self, homes: &Homes, environment: &Variables) -> Result<(), InstallError> {
        match self {
            Self::Repository(address) => recognize(address, homes, environment),
            _ => Ok(()),
        }
    }

    /// Where the plugin will be.
    pub(super) fn target(&self, homes: &Homes) -> PathBuf {
        let data = homes.data.join("plugins");
        match self {
            Self::Folder(path) => data.join(base(&path.to_string_lossy())),
            Self::Archive(path) => data.join(plugin_name(base(&path.to_string_lossy()))),
            Self::Url(url) => data.join(plugin_name(base(url))),
            Self::Registry(reference) => homes.plugins.join(registry_name(reference)),
            Self::Repository(address) => homes.plugins.join(base(address)),
        }
    }

    /// Whether plugins from there can have signatures.
    pub fn is_verifiable(&self) -> bool {
        match self {
            Self::Archive(_) | Self::Registry(_) => true,
            Self::Url(url) => is_archive_name(url),
            Self::Folder(_) | Self::Repository(_) => false,
        }
    }
}

/// The last part of a reference, without tag and digest.
fn registry_name(reference: &str) -> &str {
    let name = base(reference);
    let name = name.split('@').next().unwrap_or(name);
    name.split(':').next().unwrap_or(name)
}
