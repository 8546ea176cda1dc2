use steersman_manifest::HookEvent;
use steersman_names::ReleaseName;
use steersman_plan::{Owner, Propagation, Resource};
use steersman_release::{ApplyMethod, History, Info, Release, Status, StoreError};

use super::RollbackRequest;
use crate::apply::{UpdateFailure, UpdateOptions, delete_all, update_all};
use crate::cancelled::{check_cancelled, reason_to_end};
use crate::capabilities::reach;
use crate::hooks::{HookOptions, run_event};
use crate::interrupted::{OnInterrupted, close, find, read_history, tell, unsettled};
use crate::lease::{Keeper, with_lease};
use crate::objects::release_objects;
use crate::record::record;
use crate::release_error::full_text;
use crate::settings::Trial;
use crate::upgrade::{add_missing, method_after};
use crate::waiting::{tell_evidence, wait_until_ready};
use crate::{Level, ReleaseContext, ReleaseError};

/// Brings a release back to an earlier revision. The record is that of the new revision.
///
/// # Errors
/// See [`ReleaseError`].
pub fn rollback(
    context: &ReleaseContext<'_>,
    request: &RollbackRequest,
) -> Result<Release, ReleaseError> {
    if request.common.trial != Trial::No {
        reach(context)?;
        return Ok(prepare(context, request, None)?.target);
    }
    let namespace = request.common.namespace.clone();
    let name = request.common.release_name.clone();
    with_lease(context, &namespace, &name, "rollback", |keeper| {
        rollback_held(context, request, Some(keeper))
    })
}

/// As [`rollback`], where the lease is held already.
pub(crate) fn rollback_held(
    context: &ReleaseContext<'_>,
    request: &RollbackRequest,
    keeper: Option<&Keeper>,
) -> Result<Release, ReleaseError> {
    reach(context)?;
    let mut prepared = prepare(context, request, keeper)?;
    if !prepared.is_resumed {
        for old in prepared.history.surplus(request.history_max) {
            context.releases.delete(&old.name, old.version)?;
        }
        context.releases.create(&prepared.target)?;
    }
    if let Err(error) = perform(context, &mut prepared, request) {
        check_cancelled(context).inspect_err(|error| {
            note_failure(context, &mut prepared.target, error);
        })?;
        tell_evidence(context, &prepared.target, &error).keep(context, &prepared.target);
        return Err(error);
    }
    context.releases.update(&prepared.target)?;
    Ok(prepared.target)
}

/// A rollback up to the first thing that is written.
struct Prepared {
    /// The newest revision.
    current: Release,
    /// The record of the new one.
    target: Release,
    history: History,
    /// Whether the new revision was begun before, and its record is stored.
    is_resumed: bool,
}

fn prepare(
    context: &ReleaseContext<'_>,
    request: &RollbackRequest,
    keeper: Option<&Keeper>,
) -> Result<Prepared, ReleaseError> {
    let name = &request.common.release_name;
    if name.parse::<ReleaseName>().is_err() {
        return Err(ReleaseError::InvalidName(format!(
            "prepareRollback: Release name is invalid: {name}"
        )));
    }
    if request.revision < 0 {
        return Err(ReleaseError::InvalidRevision);
    }
    let history = read_history(context, name)?;
    let found = find(context, history, keeper, request.common.on_interrupted)?;
    let mut history = found.history;
    if found.is_cut_off {
        if let Some(resumed) = resume(context, request, &history) {
            return Ok(resumed);
        }
        if let Some(last) = history.last()
            && last.info.status.is_pending()
        {
            close(context, last)?;
            history = read_history(context, name)?;
        }
    }
    let current = history.last().ok_or(StoreError::NotFound)?.clone();
    let wanted = match request.revision {
        0 => i64::from(current.version) - 1,
        revision => revision,
    };
    let previous = u32::try_from(wanted)
        .ok()
        .and_then(|version| history.revision(version))
        .ok_or(ReleaseError::NoRevision(wanted))?
        .clone();
    let method = method_after(request.common.write.server_side, previous.apply_method);
    let target = Release {
        name: name.clone(),
        namespace: current.namespace.clone(),
        version: current.version + 1,
        info: Info {
            first_deployed: current.info.first_deployed,
            last_deployed: Some(context.clock.now()),
            status: Status::PendingRollback,
            description: request
                .common
                .description
                .clone()
                .unwrap_or_else(|| format!("Rollback to {}", previous.version)),
            rollback_revision: Some(previous.version),
            notes: previous.info.notes,
            ..Info::default()
        },
        apply_method: Some(method),
        chart: previous.chart,
        config: previous.config,
        manifest: previous.manifest,
        hooks: previous.hooks,
        labels: previous.labels,
        ..Release::default()
    };
    Ok(Prepared {
        current,
        target,
        history,
        is_resumed: false,
    })
}

/// Goes on with a rollback that was cut off, if this is the same one.
fn resume(
    context: &ReleaseContext<'_>,
    request: &RollbackRequest,
    history: &History,
) -> Option<Prepared> {
    let begun = history.last()?;
    let same = match request.revision {
        0 => true,
        revision => begun.info.rollback_revision.map(i64::from) == Some(revision),
    };
    let resumable = begun.info.status == Status::PendingRollback
        && same
        && request.common.on_interrupted == OnInterrupted::Resume;
    let current = history.revisions().iter().rev().nth(1)?;
    resumable.then(|| {
        tell(context, begun, "going on with it");
        Prepared {
            current: current.clone(),
            target: begun.clone(),
            history: history.clone(),
            is_resumed: true,
        }
    })
}

fn perform(
    context: &ReleaseContext<'_>,
    prepared: &mut Prepared,
    request: &RollbackRequest,
) -> Result<(), ReleaseError> {
    let (originals, mut targets) = objects(context, prepared)?;
    let method = prepared
        .target
        .apply_method
        .unwrap_or(ApplyMethod::ClientSide);
    let hooks = HookOptions {
        run: request.common.hooks,
        method,
        wait: request.common.wait,
        since: prepared.target.info.last_deployed,
    };
    run_event(context, &mut prepared.target, HookEvent::PreRollback, hooks)?;
    let owner = Owner {
        name: &prepared.target.name,
        namespace: &prepared.target.namespace,
    };
    for target in &mut targets {
        owner.mark(&mut target.object);
    }
    let options = UpdateOptions {
        method,
        force_conflicts: request.common.write.force_conflicts,
        force_replace: request.common.write.force_replace,
        three_way_for_custom: false,
        migrate_fields: true,
        track_created: request.clean_up_on_failure,
    };
    match options.check() {
        Err(text) => {
            return Err(fail(
                context,
                prepared,
                request,
                ReleaseError::Options(text),
                &[],
            ));
        }
        Ok(options) => {
            if let Err(UpdateFailure { applied, error }) =
                update_all(context, &originals, &targets, options)
            {
                return Err(fail(
                    context,
                    prepared,
                    request,
                    error.into(),
                    &applied.created,
                ));
            }
        }
    }
    if let Err(error) = wait_until_ready(context, &targets, request.common.wait) {
        check_cancelled(context)
            .inspect_err(|error| note_failure(context, &mut prepared.target, error))?;
        let name = prepared.target.name.clone();
        prepared.target.info.status = Status::Failed;
        prepared.target.info.description = format!("Release {name:?} failed: {error}");
        record(context, &prepared.target);
        return Err(ReleaseError::from(error).during(format!("release {name} failed")));
    }
    let target = &mut prepared.target;
    run_event(context, target, HookEvent::PostRollback, hooks)?;
    supersede(context, &prepared.history);
    prepared.target.info.status = Status::Deployed;
    Ok(())
}

/// The objects of the newest revision and those of the one to go back to.
fn objects(
    context: &ReleaseContext<'_>,
    prepared: &Prepared,
) -> Result<(Vec<Resource>, Vec<Resource>), ReleaseError> {
    let objects =
        |release: &Release, what: &'static str| release_objects(context, release, |_| what);
    let from_current = "unable to build kubernetes objects from current release manifest";
    let mut originals = objects(&prepared.current, from_current)?;
    let mut left = unsettled(&prepared.history);
    left.retain(|release| release.version != prepared.target.version);
    if !left.is_empty() {
        // What an upgrade that was cut off had not come to is still as it was before.
        left.extend(prepared.history.deployed());
    }
    for release in left {
        add_missing(&mut originals, objects(release, from_current)?);
    }
    Ok((
        originals,
        objects(
            &prepared.target,
            "unable to build kubernetes objects from new release manifest",
        )?,
    ))
}

/// Closes all revisions that were deployed.
fn supersede(context: &ReleaseContext<'_>, history: &History) {
    for old in history.revisions() {
        if old.info.status == Status::Deployed {
            let mut old = old.clone();
            old.info.status = Status::Superseded;
            record(context, &old);
        }
    }
}

/// Notes in the record of a rollback why it ended.
fn note_failure(context: &ReleaseContext<'_>, target: &mut Release, error: &ReleaseError) {
    target.info.status = Status::Failed;
    target.info.description = format!("Rollback {:?} failed: {}", target.name, full_text(error));
    record(context, target);
}

/// Notes a failure in the records, and cleans up where that is asked for.
fn fail(
    context: &ReleaseContext<'_>,
    prepared: &mut Prepared,
    request: &RollbackRequest,
    error: ReleaseError,
    created: &[Resource],
) -> ReleaseError {
    let error = reason_to_end(context, error);
    let text = format!(
        "Rollback {:?} failed: {}",
        prepared.target.name,
        full_text(&error)
    );
    context.log(Level::Warn, &text, &[]);
    prepared.current.info.status = Status::Superseded;
    prepared.target.info.status = Status::Failed;
    prepared.target.info.description = text;
    record(context, &prepared.current);
    record(context, &prepared.target);
    if !request.clean_up_on_failure {
        return error;
    }
    let errors = delete_all(context, created, Propagation::Background);
    if errors.is_empty() {
        return error;
    }
    let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
    ReleaseError::Undoing(format!(
        "an error occurred while cleaning up resources. original rollback error: unable to cleanup resources: {}",
        texts.join(", ")
    ))
}
