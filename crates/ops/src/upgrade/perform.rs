use steersman_manifest::HookEvent;
use steersman_plan::Resource;
use steersman_release::{ApplyMethod, Status};

use super::UpgradeRequest;
use super::prepare::Prepared;
use crate::apply::{UpdateOptions, update_all};
use crate::hooks::{HookOptions, run_event};
use crate::record::record;
use crate::waiting::wait_until_ready;
use crate::{ReleaseContext, ReleaseError};

/// Why an upgrade failed, and what it had made by then.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: ReleaseError,
    pub(super) created: Vec<Resource>,
}

impl Failure {
    fn early(error: impl Into<ReleaseError>) -> Self {
        Self {
            error: error.into(),
            created: Vec::new(),
        }
    }
}

/// Runs hooks, changes objects and waits, as far as asked for. The record is stored before.
pub(super) fn perform(
    context: &ReleaseContext<'_>,
    prepared: &mut Prepared,
    request: &UpgradeRequest,
) -> Result<(), Failure> {
    let method = prepared
        .release
        .apply_method
        .unwrap_or(ApplyMethod::ClientSide);
    let was_client_side = prepared.current.apply_method != Some(ApplyMethod::ServerSide);
    let options = UpdateOptions {
        method,
        force_conflicts: request.common.write.force_conflicts,
        force_replace: request.common.write.force_replace,
        three_way_for_custom: false,
        migrate_fields: was_client_side && method == ApplyMethod::ServerSide,
        track_created: request.on_failure.clean_up,
    };
    let hooks = HookOptions {
        run: request.common.hooks,
        method,
        wait: request.common.wait,
        since: prepared.release.info.last_deployed,
    };
    run_event(context, &mut prepared.release, HookEvent::PreUpgrade, hooks)
        .map_err(|error| Failure::early(error.during("pre-upgrade hooks failed")))?;
    let options = options
        .check()
        .map_err(|text| Failure::early(ReleaseError::Options(text)))?;
    // As in Helm, the revision before is written anew: a record of Helm 3 gets the form of now.
    let applied = update_all(context, &prepared.originals, &prepared.targets, options).map_err(
        |failure| {
            record(context, &prepared.current);
            Failure {
                error: failure.error.into(),
                created: failure.applied.created,
            }
        },
    )?;
    let late = |error: ReleaseError| Failure {
        error,
        created: applied.created.clone(),
    };
    wait_until_ready(context, &prepared.targets, request.common.wait).map_err(|error| {
        record(context, &prepared.current);
        late(error.into())
    })?;
    let release = &mut prepared.release;
    run_event(context, release, HookEvent::PostUpgrade, hooks)
        .map_err(|error| late(error.during("post-upgrade hooks failed")))?;
    prepared.current.info.status = Status::Superseded;
    record(context, &prepared.current);
    prepared.release.info.status = Status::Deployed;
    prepared.release.info.description = request
        .common
        .description
        .clone()
        .unwrap_or_else(|| "Upgrade complete".to_owned());
    Ok(())
}
