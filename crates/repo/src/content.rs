use std::path::{Path, PathBuf};

use steersman_names::Sha256;
use steersman_store::{PathError, write_atomically};

/// What is kept under a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The archive that has the digest.
    Chart,
    /// The provenance of that archive.
    Provenance,
}

/// Archives by their digest.
#[derive(Clone, Debug)]
pub struct ContentCache {
    folder: PathBuf,
}

impl ContentCache {
    /// The cache in a folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where something of this digest is kept.
    pub fn path(&self, digest: &Sha256, kind: Kind) -> PathBuf {
        let name = digest.to_hex();
        let end = match kind {
            Kind::Chart => "chart",
            Kind::Provenance => "prov",
        };
        self.folder.join(&name[..2]).join(format!("{name}.{end}"))
    }

    /// What is kept: nothing when the file is not there or empty, or when an archive is not what its name says.
    pub fn get(&self, digest: &Sha256, kind: Kind) -> Option<(PathBuf, Vec<u8>)> {
        let path = self.path(digest, kind);
        let bytes = fs_err::read(&path).ok().filter(|bytes| !bytes.is_empty())?;
        let is_right = kind == Kind::Provenance || Sha256::of(&bytes) == *digest;
        is_right.then_some((path, bytes))
    }

    /// Keeps something.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put(&self, digest: &Sha256, kind: Kind, bytes: &[u8]) -> Result<PathBuf, PathError> {
        let path = self.path(digest, kind);
        if let Some(folder) = path.parent() {
            fs_err::create_dir_all(folder).map_err(PathError::from("mkdir", folder))?;
        }
        write_atomically(&path, bytes)?;
        Ok(path)
    }
}
