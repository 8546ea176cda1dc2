use steersman_release::Status;

use super::prepare::Prepared;
use crate::cancelled::reason_to_end;
use crate::record::record;
use crate::release_error::full_text;
use crate::uninstall::{UninstallRequest, uninstall_held};
use crate::waiting::tell_evidence;
use crate::{ReleaseContext, ReleaseError};

/// Notes a failure in the record, or removes everything again where that is asked for.
pub(super) fn fail(
    context: &ReleaseContext<'_>,
    mut prepared: Prepared,
    error: ReleaseError,
) -> ReleaseError {
    let error = reason_to_end(context, error);
    let name = prepared.release.name.clone();
    let info = &mut prepared.release.info;
    info.status = Status::Failed;
    info.description = format!("Release {name:?} failed: {}", full_text(&error));
    let found = tell_evidence(context, &prepared.release, &error);
    if !prepared.rest.undo_on_failure {
        record(context, &prepared.release);
        found.keep(context, &prepared.release);
        return error;
    }
    let mut request = UninstallRequest::new(&name, &prepared.release.namespace);
    request.common.hooks = prepared.rest.hooks;
    request.common.wait = prepared.rest.wait;
    let undone = uninstall_held(context, &request, None);
    found.keep(context, &prepared.release);
    match undone {
        Ok(_) => error.during(format!(
            "release {name} failed, and has been uninstalled due to rollback-on-failure being set"
        )),
        Err(undoing) => ReleaseError::Undoing(format!(
            "an error occurred while uninstalling the release. original install error: {}: {}",
            full_text(&error),
            full_text(&undoing)
        )),
    }
}
