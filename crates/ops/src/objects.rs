//! The objects that the manifests in a record mean.

use std::fmt::Display;

use steersman_plan::{BuildError, Resource, build};
use steersman_release::Release;

use crate::{ReleaseContext, ReleaseError};

/// The objects of a revision; `what` says in Helm's words which manifest could not be built.
pub(crate) fn release_objects(
    context: &ReleaseContext<'_>,
    release: &Release,
    what: impl FnOnce(&BuildError) -> &'static str,
) -> Result<Vec<Resource>, ReleaseError> {
    objects(context, release, &release.manifest).map_err(|source| ReleaseError::Build {
        what: what(&source),
        source: Box::new(source),
    })
}

/// The objects of the hook at a place in a revision; `purpose` is the end of the error's text.
pub(crate) fn hook_objects(
    context: &ReleaseContext<'_>,
    release: &Release,
    place: usize,
    purpose: impl Display,
) -> Result<Vec<Resource>, ReleaseError> {
    let hook = &release.hooks[place];
    objects(context, release, &hook.manifest).map_err(|source| {
        let what = format!(
            "unable to build kubernetes object for {purpose} {}",
            hook.path
        );
        ReleaseError::BuildHook(what, Box::new(source))
    })
}

fn objects(
    context: &ReleaseContext<'_>,
    release: &Release,
    manifest: &str,
) -> Result<Vec<Resource>, BuildError> {
    build(context.cluster, manifest.as_bytes(), &release.namespace)
}
