use steersman_release::Release;

use super::UpgradeRequest;
use super::failure::fail;
use super::perform::perform;
use super::prepare::prepare;
use crate::lease::{Keeper, with_lease};
use crate::settings::Trial;
use crate::{ReleaseContext, ReleaseError};

/// Upgrades a release to the chart of the request. The record is that of the new revision.
///
/// # Errors
/// See [`ReleaseError`]. What failed after the record was made is in the record too.
pub fn upgrade(
    context: &ReleaseContext<'_>,
    request: UpgradeRequest,
) -> Result<Release, ReleaseError> {
    if request.common.trial == Trial::No {
        let namespace = request.common.namespace.clone();
        let name = request.common.release_name.clone();
        return with_lease(context, &namespace, &name, "upgrade", |keeper| {
            upgrade_held(context, request, keeper)
        });
    }
    try_out(context, request)
}

fn try_out(context: &ReleaseContext<'_>, request: UpgradeRequest) -> Result<Release, ReleaseError> {
    let mut release = prepare(context, &request, None)?.release;
    release.info.description = request
        .common
        .description
        .unwrap_or_else(|| "Dry run complete".to_owned());
    Ok(release)
}

/// As [`upgrade`], where the lease is held already.
pub(crate) fn upgrade_held(
    context: &ReleaseContext<'_>,
    mut request: UpgradeRequest,
    keeper: &Keeper,
) -> Result<Release, ReleaseError> {
    request.common.wait = request
        .common
        .wait
        .seeing_failures(request.on_failure.roll_back);
    let mut prepared = prepare(context, &request, Some(keeper))?;
    if !prepared.is_resumed {
        for old in prepared.history.surplus(request.history_max) {
            context.releases.delete(&old.name, old.version)?;
        }
        context.releases.create(&prepared.release)?;
    }
    match perform(context, &mut prepared, &request) {
        Ok(()) => {
            context.releases.update(&prepared.release)?;
            Ok(prepared.release)
        }
        Err(failure) => Err(fail(context, prepared, &request, failure)),
    }
}
