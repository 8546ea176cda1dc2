use steersman_plan::{Owner, ServerVersion};
use steersman_release::Release;
use steersman_render::Capabilities;

use super::TemplateRequest;
use crate::capabilities::capabilities;
use crate::install::{build_all, warn_of_crds};
use crate::ownership::existing;
use crate::{Level, ReleaseContext, ReleaseError};

/// What the cluster says templates may count on.
pub(super) fn live_capabilities(
    context: &ReleaseContext<'_>,
    version: &ServerVersion,
    request: &TemplateRequest,
) -> Result<Capabilities, ReleaseError> {
    if !request.api_versions.is_empty() {
        context.log(
            Level::Debug,
            "API Version list given outside of client only mode, this list will be ignored",
            &[],
        );
    }
    capabilities(context, version)
}

/// Tells of files below `crds/` that templates may count on and that nobody installs here.
pub(super) fn tell_of_crds(context: &ReleaseContext<'_>, request: &TemplateRequest) {
    if !request.skip_crds && !request.chart.crds().is_empty() {
        warn_of_crds(context);
    }
}

/// Refuses manifests that the cluster would not take as a new release.
pub(super) fn validate(
    context: &ReleaseContext<'_>,
    request: &TemplateRequest,
    manifest: &[u8],
) -> Result<(), ReleaseError> {
    let release = Release {
        name: request.release_name.clone(),
        namespace: request.namespace.clone(),
        manifest: String::from_utf8_lossy(manifest).into_owned(),
        ..Release::default()
    };
    let resources = build_all(context, &release)?;
    if request.is_upgrade {
        return Ok(());
    }
    let owner = Owner {
        name: &release.name,
        namespace: &release.namespace,
    };
    let owner = (!request.take_ownership).then_some(owner);
    existing(context, &resources, owner)
        .map(drop)
        .map_err(ReleaseError::not_installable)
}
