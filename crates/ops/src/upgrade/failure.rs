use steersman_plan::Propagation;
use steersman_release::{History, Query, Status};

use super::UpgradeRequest;
use super::perform::Failure;
use super::prepare::Prepared;
use crate::apply::delete_all;
use crate::cancelled::reason_to_end;
use crate::record::record;
use crate::release_error::full_text;
use crate::rollback::{RollbackRequest, rollback_held};
use crate::waiting::tell_evidence;
use crate::{Level, ReleaseContext, ReleaseError};

/// Notes a failure in the record, cleans up and rolls back, as far as asked for.
pub(super) fn fail(
    context: &ReleaseContext<'_>,
    mut prepared: Prepared,
    request: &UpgradeRequest,
    failure: Failure,
) -> ReleaseError {
    let Failure { error, created } = failure;
    let error = reason_to_end(context, error);
    let text = full_text(&error);
    let name = prepared.release.name.clone();
    context.log(
        Level::Warn,
        "upgrade failed",
        &[("name", &name), ("error", &text)],
    );
    prepared.release.info.status = Status::Failed;
    prepared.release.info.description = format!("Upgrade {name:?} failed: {text}");
    record(context, &prepared.release);
    tell_evidence(context, &prepared.release, &error).keep(context, &prepared.release);
    if request.on_failure.clean_up && !created.is_empty() {
        let errors = delete_all(context, &created, Propagation::Background);
        if !errors.is_empty() {
            let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
            return ReleaseError::Undoing(format!(
                "an error occurred while cleaning up resources. original upgrade error: {text}: unable to cleanup resources: {}",
                texts.join(", ")
            ));
        }
    }
    if request.on_failure.roll_back {
        return roll_back(context, request, error);
    }
    error
}

fn roll_back(
    context: &ReleaseContext<'_>,
    request: &UpgradeRequest,
    error: ReleaseError,
) -> ReleaseError {
    let name = &request.common.release_name;
    let text = full_text(&error);
    let query = Query {
        name: Some(name),
        status: None,
    };
    let history = match context.releases.query(&query) {
        Ok(records) => History::new(records),
        Err(cause) => {
            return ReleaseError::Undoing(format!(
                "an error occurred while finding last successful release. original upgrade error: {text}: {cause}"
            ));
        }
    };
    let worked = |status| matches!(status, Status::Superseded | Status::Deployed);
    let Some(good) = history
        .revisions()
        .iter()
        .rev()
        .find(|revision| worked(revision.info.status))
    else {
        return error.during(
            "unable to find a previously successful release when attempting to rollback. original upgrade error",
        );
    };
    let mut rollback = RollbackRequest::new(name, &request.common.namespace);
    rollback.revision = good.version.into();
    rollback.common.hooks = request.common.hooks;
    rollback.common.write = request.common.write;
    rollback.common.wait = request.common.wait;
    rollback.history_max = 0;
    match rollback_held(context, &rollback, None) {
        Ok(_) => error.during(format!(
            "release {name} failed, and has been rolled back due to rollback-on-failure being set"
        )),
        Err(undoing) => ReleaseError::Undoing(format!(
            "an error occurred while rolling back the release. original upgrade error: {text}: {}",
            full_text(&undoing)
        )),
    }
}
