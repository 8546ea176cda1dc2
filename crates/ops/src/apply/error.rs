use steersman_plan::{ClusterError, Resource};
use thiserror::Error;

/// Why objects could not be written.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// Fields belong to somebody else.
    #[error("conflict occurred while applying object {0}")]
    Conflict(String, #[source] ClusterError),
    /// The server can not apply.
    #[error("server-side apply not available on the server")]
    NoServerSideApply(#[source] ClusterError),
    /// The server refused to apply.
    #[error("server-side apply failed for object {0}")]
    Apply(String, #[source] ClusterError),
    /// The server refused to make an object.
    #[error(transparent)]
    Create(ClusterError),
    /// An object that should be there was not and could not be made.
    #[error("failed to create resource")]
    Missing(#[source] Box<Self>),
    /// Whether an object exists can not be found out.
    #[error("could not get information about the resource")]
    Read(#[source] ClusterError),
    /// The server refused a patch.
    #[error("cannot patch {name:?} with kind {kind}")]
    Patch {
        /// The name of the object.
        name: String,
        /// Its kind.
        kind: String,
        /// Why.
        source: Box<ClusterError>,
    },
    /// The server refused to write over an object.
    #[error("failed to replace object")]
    Replace(#[source] ClusterError),
    /// The fields that were set by patches could not be handed over.
    #[error("failed to patch object to upgrade CSA field manager {0}")]
    Migrate(String, #[source] ClusterError),
    /// The server refused to delete.
    #[error("failed to delete resource namespace={namespace}, name={name}, kind={kind}")]
    Delete {
        /// The namespace of the object.
        namespace: String,
        /// Its name.
        name: String,
        /// Its kind.
        kind: String,
        /// Why.
        source: Box<ClusterError>,
    },
    /// Several things failed.
    #[error("{}", .0.iter().map(|error| crate::release_error::full_text(error)).collect::<Vec<_>>().join(.1))]
    Several(Vec<Self>, &'static str),
}

impl ApplyError {
    /// The failure of a server-side apply.
    pub(crate) fn applied(resource: &Resource, error: ClusterError) -> Self {
        let what = resource.describe_applied();
        match &error {
            ClusterError::Api(api) if api.code == 415 => Self::NoServerSideApply(error),
            _ if error.is_conflict() => Self::Conflict(what, error),
            _ => Self::Apply(what, error),
        }
    }

    /// One failure of many; none of none.
    pub(crate) fn join(mut errors: Vec<Self>, separator: &'static str) -> Option<Self> {
        match errors.len() {
            0 | 1 => errors.pop(),
            _ => Some(Self::Several(errors, separator)),
        }
    }

    /// Whether the object is there already.
    pub(crate) fn is_already_exists(&self) -> bool {
        match self {
            Self::Create(error) | Self::Apply(_, error) | Self::Conflict(_, error) => {
                error.is_already_exists()
            }
            Self::Several(errors, _) => errors.iter().any(Self::is_already_exists),
            _ => false,
        }
    }
}
