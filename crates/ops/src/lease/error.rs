use steersman_plan::ClusterError;
use thiserror::Error;

/// Why a release can not be worked on.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LeaseError {
    /// Somebody else does.
    #[error(
        "another operation (install/upgrade/rollback) is in progress: {verb} by {holder} since {since}"
    )]
    Held {
        /// Who.
        holder: String,
        /// What they do.
        verb: String,
        /// Since when.
        since: String,
    },
    /// The cluster does not say.
    #[error("cannot take the lease of the release")]
    Cluster(#[source] ClusterError),
}
