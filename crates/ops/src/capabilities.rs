//! What the cluster says templates may count on.

use steersman_plan::ServerVersion;
use steersman_render::{BuildInfo, Capabilities, KubeVersion};

use crate::{Level, ReleaseContext, ReleaseError};

/// Asks the cluster for its version, which also shows that it can be reached.
///
/// # Errors
/// [`ReleaseError::Unreachable`]
pub(crate) fn reach(context: &ReleaseContext<'_>) -> Result<ServerVersion, ReleaseError> {
    let version = context.cluster.version();
    if context.cluster.is_stub() {
        return Ok(version.unwrap_or_default());
    }
    version.map_err(|source| ReleaseError::Unreachable {
        prefix: "",
        source: Box::new(source),
    })
}

/// As [`reach`], in the words of an installation.
///
/// # Errors
/// [`ReleaseError::Unreachable`]
pub(crate) fn reach_for_install(
    context: &ReleaseContext<'_>,
) -> Result<ServerVersion, ReleaseError> {
    context.cluster.version().map_err(|source| {
        let line =
            format!("cluster reachability check failed: kubernetes cluster unreachable: {source}");
        context.log(Level::Error, &line, &[]);
        ReleaseError::Unreachable {
            prefix: "cluster reachability check failed: ",
            source: Box::new(source),
        }
    })
}

/// What templates see of the cluster.
///
/// # Errors
/// The cluster does not say what it serves.
pub(crate) fn capabilities(
    context: &ReleaseContext<'_>,
    version: &ServerVersion,
) -> Result<Capabilities, ReleaseError> {
    let dialect = context.base.dialect;
    let kube_version = KubeVersion::parse(&version.git_version, dialect).map_or_else(
        |_| KubeVersion {
            version: version.git_version.clone(),
            normalized: version.git_version.clone(),
            major: version.major.clone(),
            minor: version.minor.clone(),
        },
        |parsed| KubeVersion {
            version: version.git_version.clone(),
            major: version.major.clone(),
            minor: version.minor.clone(),
            ..parsed
        },
    );
    Ok(Capabilities {
        kube_version,
        api_versions: context.cluster.api_versions()?,
        helm_version: BuildInfo::of(dialect),
    })
}
