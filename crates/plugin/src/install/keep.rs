//! Keeping the archive a plugin came in, so that its signature can be looked at later.

use std::path::{Path, PathBuf};

use steersman_store::write_atomically;

use super::InstallError;
use crate::Metadata;

/// Where the archive of a plugin is kept in the folder of plugins.
pub(crate) fn archive_path(plugins: &Path, metadata: &Metadata) -> PathBuf {
    plugins.join(format!("{}-{}.tgz", metadata.name, metadata.version))
}

/// The file of the signature of an archive.
pub(crate) fn provenance_path(archive: &Path) -> PathBuf {
    let mut name = archive.as_os_str().to_owned();
    name.push(".prov");
    name.into()
}

/// Keeps an archive and its signature, if it has one.
pub(super) fn keep(
    plugins: &Path,
    metadata: &Metadata,
    archive: &[u8],
    provenance: Option<&[u8]>,
) -> Result<(), InstallError> {
    let path = archive_path(plugins, metadata);
    let write = |path: &Path, content: &[u8]| {
        write_atomically(path, content).map_err(|error| InstallError::System {
            call: error.call,
            path: error.path,
            cause: error.cause,
        })
    };
    write(&path, archive)?;
    match provenance {
        Some(provenance) => write(&provenance_path(&path), provenance),
        None => Ok(()),
    }
}
