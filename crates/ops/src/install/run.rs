use steersman_plan::StubCluster;
use steersman_release::Release;

use super::InstallRequest;
use super::failure::fail;
use super::perform::perform;
use super::prepare::{Before, Prepared, prepare};
use crate::installable::check_installable;
use crate::lease::{Keeper, with_lease};
use crate::settings::Trial;
use crate::{ReleaseContext, ReleaseError};

/// Installs the chart of the request. The record is that of the new revision.
///
/// # Errors
/// See [`ReleaseError`]. What failed after the record was made is in the record too.
pub fn install(
    context: &ReleaseContext<'_>,
    request: InstallRequest,
) -> Result<Release, ReleaseError> {
    check_installable(&request.chart, &context.base)?;
    match request.common.trial {
        Trial::No => {
            let namespace = request.common.namespace.clone();
            let name = request.common.release_name.clone();
            with_lease(context, &namespace, &name, "install", |keeper| {
                install_held(context, request, keeper)
            })
        }
        Trial::Server => Ok(try_out(context, request)?),
        Trial::Client => {
            let nowhere = StubCluster::new();
            let context = ReleaseContext {
                cluster: &nowhere,
                ..*context
            };
            try_out(&context, request)
        }
    }
}

fn try_out(context: &ReleaseContext<'_>, request: InstallRequest) -> Result<Release, ReleaseError> {
    let Prepared { mut release, .. } = prepare(context, request, None)?;
    "Dry run complete".clone_into(&mut release.info.description);
    Ok(release)
}

/// As [`install`], where the lease is held already.
pub(crate) fn install_held(
    context: &ReleaseContext<'_>,
    mut request: InstallRequest,
    keeper: &Keeper,
) -> Result<Release, ReleaseError> {
    request.common.wait = request.common.wait.seeing_failures(request.undo_on_failure);
    let mut prepared = prepare(context, request, Some(keeper))?;
    super::perform::make_room(context, &mut prepared)?;
    // The namespace may only be there by now.
    keeper.acquire(context)?;
    if !matches!(prepared.before, Before::Resumed) {
        context.releases.create(&prepared.release)?;
    }
    match perform(context, &mut prepared) {
        Ok(()) => Ok(prepared.release),
        Err(error) => Err(fail(context, prepared, error)),
    }
}
