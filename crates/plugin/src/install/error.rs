use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::DefinitionError;
use crate::error::{go_path_error, quote};

/// Why a plugin is not installed, brought up to date or removed. Joined with the sources by `": "` the texts are
/// Helm's.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InstallError {
    /// Something is there already.
    #[error("plugin already exists")]
    Exists {
        /// Where.
        path: PathBuf,
    },
    /// The source has no signatures.
    #[error("plugin source does not support verification. Use --verify=false to skip verification")]
    Unverifiable,
    /// The archive has no signature.
    #[error("plugin verification failed: no provenance file (.prov) found")]
    NoProvenance,
    /// The signature is wrong.
    #[error("plugin verification failed: {0}")]
    Verification(String),
    /// What is to be verified cannot be had.
    #[error("failed to get verification data: {0}")]
    VerificationData(String),
    /// The version control system of a source is unknown, or cannot be used.
    #[error("cannot get information about plugin source {} (if it's a local directory, does it exist?), last error was: {cause}", quote(.origin))]
    UnknownSource {
        /// What the user gave.
        origin: String,
        /// Why.
        cause: String,
    },
    /// An installed plugin is no checkout.
    #[error("cannot get information about plugin source")]
    NoCheckout {
        /// Its folder.
        location: PathBuf,
    },
    /// A local source is a file.
    #[error("expected plugin to be a directory (containing a file 'plugin.yaml')")]
    NoFolder,
    /// There is no definition.
    #[error("plugin metadata (plugin.yaml) missing")]
    NoDefinition,
    /// An archive has no definition in its place.
    #[error("plugin.yaml not found in {0}")]
    NotInPlace(String),
    /// The definition in an archive is none.
    #[error("failed to extract plugin metadata from tarball: {0}")]
    Metadata(String),
    /// An archive cannot be unpacked.
    #[error("{step}: {cause}")]
    Unpack {
        /// What was being done, in Helm's words for the kind of source.
        step: &'static str,
        /// Why it failed.
        cause: String,
    },
    /// A download failed.
    #[error("{0}")]
    Fetch(String),
    /// `git` failed.
    #[error("{what}: {cause}")]
    Git {
        /// What could not be done.
        what: &'static str,
        /// The exit status, or why it did not start.
        cause: String,
    },
    /// No version of the source is the wanted one.
    #[error("requested version {} does not exist for plugin {}", quote(.version), quote(.origin))]
    NoVersion {
        /// The version or constraint.
        version: String,
        /// The source.
        origin: String,
    },
    /// A constraint on versions is none.
    #[error("{0}")]
    Constraint(String),
    /// A checkout was changed by hand.
    #[error("plugin repo was modified")]
    Modified,
    /// A call to the system failed.
    #[error("{}", go_path_error(.call, .path, .cause))]
    System {
        /// Go's name of the call.
        call: &'static str,
        /// The path.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
}

impl InstallError {
    /// For `map_err` on calls of the system.
    pub(crate) fn system(
        call: &'static str,
        path: &std::path::Path,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::System { call, path, cause }
    }
}

impl From<DefinitionError> for InstallError {
    fn from(error: DefinitionError) -> Self {
        Self::Metadata(error.to_string())
    }
}
