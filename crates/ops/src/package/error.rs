use steersman_chart::pack::PackError;
use thiserror::Error;

/// Why a chart cannot be packed as it is asked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PackageError {
    /// The version, its own or the given one, is none.
    #[error(transparent)]
    Version(#[from] steersman_semver::Error),
    /// Dependencies are declared that are not there.
    #[error("{0}")]
    MissingDependencies(PackError),
}
