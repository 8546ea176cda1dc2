use steersman_manifest::HookEvent;
use steersman_names::ReleaseName;
use steersman_plan::{Owner, Propagation, Resource, build};
use steersman_release::{ApplyMethod, History, Info, Query, Release, Status, StoreError};

use super::RollbackRequest;
use crate::apply::{UpdateFailure, UpdateOptions, delete_all, update_all};
use crate::capabilities::reach;
use crate::hooks::{HookOptions, run_event};
use crate::lease::with_lease;
use crate::record::record;
use crate::release_error::full_text;
use crate::settings::{RunHooks, Trial};
use crate::upgrade::method_after;
use crate::waiting::wait_until_ready;
use crate::{Level, ReleaseContext, ReleaseError};

/// Brings a release back to an earlier revision. The record is that of the new revision.
///
/// # Errors
/// See [`ReleaseError`].
pub fn rollback(
    context: &ReleaseContext<'_>,
    request: RollbackRequest,
) -> Result<Release, ReleaseError> {
    if request.trial != Trial::No {
        reach(context)?;
        return Ok(prepare(context, &request)?.target);
    }
    let namespace = request.namespace.clone();
    let name = request.release_name.clone();
    with_lease(context, &namespace, &name, "rollback", |_| {
        rollback_held(context, request)
    })
}

/// As [`rollback`], where the lease is held already.
pub(crate) fn rollback_held(
    context: &ReleaseContext<'_>,
    request: RollbackRequest,
) -> Result<Release, ReleaseError> {
    reach(context)?;
    let mut prepared = prepare(context, &request)?;
    for old in prepared.history.surplus(request.history_max) {
        context.releases.delete(&old.name, old.version)?;
    }
    context.releases.create(&prepared.target)?;
    perform(context, &mut prepared, &request)?;
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
}

fn prepare(
    context: &ReleaseContext<'_>,
    request: &RollbackRequest,
) -> Result<Prepared, ReleaseError> {
    let name = &request.release_name;
    if name.parse::<ReleaseName>().is_err() {
        return Err(ReleaseError::InvalidName(format!(
            "prepareRollback: Release name is invalid: {name}"
        )));
    }
    if request.revision < 0 {
        return Err(ReleaseError::InvalidRevision);
    }
    let history = History::new(context.releases.query(&Query {
        name: Some(name),
        status: None,
    })?);
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
    let method = method_after(request.write.server_side, previous.apply_method);
    let target = Release {
        name: name.clone(),
        namespace: current.namespace.clone(),
        version: current.version + 1,
        info: Info {
            first_deployed: current.info.first_deployed,
            last_deployed: Some(context.clock.now()),
            status: Status::PendingRollback,
            description: request
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
        method,
        wait: request.wait,
        since: prepared.target.info.last_deployed,
    };
    if request.hooks == RunHooks::Yes {
        run_event(context, &mut prepared.target, HookEvent::PreRollback, hooks)?;
    }
    let owner = Owner {
        name: &prepared.target.name,
        namespace: &prepared.target.namespace,
    };
    for target in &mut targets {
        owner.mark(&mut target.object);
    }
    let options = UpdateOptions {
        method,
        force_conflicts: request.write.force_conflicts,
        force_replace: request.write.force_replace,
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
                Vec::new(),
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
                    applied.created,
                ));
            }
        }
    }
    if let Err(error) = wait_until_ready(context, &targets, request.wait) {
        let name = prepared.target.name.clone();
        prepared.target.info.status = Status::Failed;
        prepared.target.info.description = format!("Release {name:?} failed: {error}");
        record(context, &prepared.target);
        return Err(ReleaseError::from(error).during(format!("release {name} failed")));
    }
    if request.hooks == RunHooks::Yes {
        run_event(
            context,
            &mut prepared.target,
            HookEvent::PostRollback,
            hooks,
        )?;
    }
    supersede(context, &prepared.history);
    prepared.target.info.status = Status::Deployed;
    Ok(())
}

/// The objects of the newest revision and those of the one to go back to.
fn objects(
    context: &ReleaseContext<'_>,
    prepared: &Prepared,
) -> Result<(Vec<Resource>, Vec<Resource>), ReleaseError> {
    let objects = |release: &Release, what: &'static str| {
        build(
            context.cluster,
            release.manifest.as_bytes(),
            &release.namespace,
        )
        .map_err(|source| ReleaseError::Build { what, source })
    };
    Ok((
        objects(
            &prepared.current,
            "unable to build kubernetes objects from current release manifest",
        )?,
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

/// Notes a failure in the records, and cleans up where that is asked for.
fn fail(
    context: &ReleaseContext<'_>,
    prepared: &mut Prepared,
    request: &RollbackRequest,
    error: ReleaseError,
    created: Vec<Resource>,
) -> ReleaseError {
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
    let errors = delete_all(context, &created, Propagation::Background);
    if errors.is_empty() {
        return error;
    }
    let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
    ReleaseError::Undoing(format!(
        "an error occurred while cleaning up resources. original rollback error: unable to cleanup resources: {}",
        texts.join(", ")
    ))
}
