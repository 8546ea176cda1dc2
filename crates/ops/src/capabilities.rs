//! What the cluster says templates may count on.

use steersman_plan::ServerVersion;
use steersman_render::{ApiVersions, BuildInfo, Capabilities, KubeVersion};

use crate::template::TemplateError;
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
        api_versions: match context.base.ports.discovery() {
            Some(discovery) => ApiVersions::on_demand(discovery),
            None => context.cluster.api_versions()?.into(),
        },
        helm_version: BuildInfo::of(dialect),
    })
}

/// Renders with capabilities whose API versions may only be asked for by the templates. Where they wanted them and could
/// not have them, the cluster has the last word.
///
/// # Errors
/// What rendering says; the cluster does not say what it serves.
pub(crate) fn with_versions<T>(
    context: &ReleaseContext<'_>,
    capabilities: &Capabilities,
    render: impl Fn(&Capabilities) -> Result<T, TemplateError>,
) -> Result<T, TemplateError> {
    let rendered = render(capabilities);
    if !capabilities.api_versions.is_missing() {
        return rendered;
    }
    let known = context.cluster.api_versions().map_err(ReleaseError::from)?;
    render(&Capabilities {
        api_versions: known.into(),
        ..capabilities.clone()
    })
}
