use steersman_chart::pack::PackError;
use steersman_chart::{Chart, Modified};
use steersman_semver::Version;

use super::PackageError;

/// What to pack, and what to change about it.
#[derive(Clone, Debug)]
pub struct PackageRequest {
    /// The chart as it was loaded.
    pub chart: Chart,
    /// The version to give it, when not its own.
    pub version: Option<String>,
    /// The version of the application to give it, when not its own.
    pub app_version: Option<String>,
    /// The time to give to every file, for archives that can be reproduced.
    pub epoch: Option<Modified>,
}

/// The chart of the request as it is to be packed.
///
/// # Errors
/// See [`PackageError`].
pub fn prepare_package(request: PackageRequest) -> Result<Chart, PackageError> {
    let mut chart = request.chart;
    if let Some(version) = request.version {
        chart.metadata.version = version;
    }
    Version::parse(&chart.metadata.version)?;
    if let Some(version) = request.app_version {
        chart.metadata.app_version = version;
    }
    if let Some(epoch) = request.epoch {
        chart.stamp(epoch);
    }
    let missing: Vec<_> = chart
        .missing_dependencies()
        .into_iter()
        .map(str::to_owned)
        .collect();
    if missing.is_empty() {
        Ok(chart)
    } else {
        let error = PackError::MissingDependencies(missing);
        Err(PackageError::MissingDependencies(error))
    }
}
