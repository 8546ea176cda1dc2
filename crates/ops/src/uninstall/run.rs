use steersman_manifest::HookEvent;
use steersman_names::ReleaseName;
use steersman_plan::Resource;
use steersman_release::{ApplyMethod, History, Query, Release, Status, StoreError};

use super::objects::{SortError, Sorting, sort_objects};
use super::trial::try_out;
use super::{UninstallOutcome, UninstallRequest};
use crate::apply::delete_all;
use crate::cancelled::{check_cancelled, reason_to_end};
use crate::capabilities::reach;
use crate::hooks::{HookOptions, run_event};
use crate::interrupted::{
    BEING_DELETED, Found, before_last, find, has_failed_to_go, tell, unsettled,
};
use crate::lease::{Keeper, with_lease};
use crate::release_error::full_text;
use crate::settings::Trial;
use crate::waiting::{tell_evidence, wait_until_gone};
use crate::{Level, ReleaseContext, ReleaseError};

/// Uninstalls a release.
///
/// # Errors
/// See [`ReleaseError`].
pub fn uninstall(
    context: &ReleaseContext<'_>,
    request: &UninstallRequest,
) -> Result<UninstallOutcome, ReleaseError> {
    reach(context)?;
    if request.common.trial != Trial::No {
        return try_out(context, request);
    }
    let name = request.common.release_name.clone();
    if name.parse::<ReleaseName>().is_err() {
        return Err(ReleaseError::InvalidName(format!(
            "uninstall: Release name is invalid: {name}"
        )));
    }
    let namespace = request.common.namespace.clone();
    with_lease(context, &namespace, &name, "uninstall", |keeper| {
        uninstall_held(context, request, Some(keeper))
    })
}

/// As [`uninstall`], where the lease is held already.
pub(crate) fn uninstall_held(
    context: &ReleaseContext<'_>,
    request: &UninstallRequest,
    keeper: Option<&Keeper>,
) -> Result<UninstallOutcome, ReleaseError> {
    let name = &request.common.release_name;
    let loaded = context.releases.query(&Query {
        name: Some(name),
        status: None,
    });
    let history = match loaded {
        Ok(records) if !records.is_empty() => History::new(records),
        _ if request.ignore_not_found => return Ok(UninstallOutcome::default()),
        other => {
            return Err(ReleaseError::NotLoaded {
                name: name.clone(),
                source: other.err().unwrap_or(StoreError::NotFound),
            });
        }
    };
    let Found {
        history,
        is_cut_off,
    } = find(context, history, keeper, request.common.on_interrupted)?;
    let Some(last) = history.last() else {
        return Ok(UninstallOutcome::default());
    };
    if last.info.status == Status::Uninstalled {
        if request.keep_history {
            return Err(ReleaseError::AlreadyDeleted(name.clone()));
        }
        purge(context, &history)
            .map_err(|error| error.during("uninstall: Failed to purge the release"))?;
        return Ok(UninstallOutcome {
            release: Some(last.clone()),
            kept: String::new(),
        });
    }
    if is_cut_off {
        tell(context, last, "uninstalling what it left");
    }
    let mut release = last.clone();
    // An uninstallation that was cut off goes on: hooks that ran then do not run again. One that failed is made anew.
    let goes_on = release.info.status == Status::Uninstalling && !has_failed_to_go(last);
    if !goes_on || release.info.deleted.is_none() {
        release.info.deleted = Some(context.clock.now());
    }
    release.info.status = Status::Uninstalling;
    BEING_DELETED.clone_into(&mut release.info.description);
    remove(context, request, &history, &mut release).map_err(|error| {
        let error = reason_to_end(context, error);
        if error.is_cancelled() {
            // What is left of it can be uninstalled, upgraded or rolled back at once.
            release.info.status = Status::Failed;
            release.info.description = format!("Uninstall {name:?} failed: {error}");
            quiet_update(context, &release);
        } else if release.info.status == Status::Uninstalling {
            release.info.description = format!("{BEING_DELETED}: {}", full_text(&error));
            quiet_update(context, &release);
        }
        tell_evidence(context, &release, &error).keep(context, &release);
        error
    })
}

fn remove(
    context: &ReleaseContext<'_>,
    request: &UninstallRequest,
    history: &History,
    release: &mut Release,
) -> Result<UninstallOutcome, ReleaseError> {
    let hooks = HookOptions {
        run: request.common.hooks,
        method: ApplyMethod::ServerSide,
        wait: request.common.wait,
        since: release.info.deleted,
    };
    run_event(context, release, HookEvent::PreDelete, hooks)?;
    quiet_update(context, release);
    let sorting = match sort_objects(context, release, &left_over(history, release)) {
        Ok(sorting) => sorting,
        Err(error) => return Err(not_sorted(context, release, &error)),
    };
    // Who cannot be asked any more does not own less.
    check_cancelled(context)?;
    delete_objects(context, request, release, &sorting)?;
    check_cancelled(context)?;
    let mut errors = Vec::new();
    if let Err(error) = wait_until_gone(context, &sorting.owned, request.common.wait) {
        check_cancelled(context)?;
        let error = ReleaseError::from(error);
        tell_evidence(context, release, &error).keep(context, release);
        errors.push(error.to_string());
    }
    if let Err(error) = run_event(context, release, HookEvent::PostDelete, hooks) {
        if error.is_cancelled() {
            return Err(error);
        }
        errors.push(full_text(&error));
    }
    release.info.status = Status::Uninstalled;
    release.info.description = request
        .common
        .description
        .clone()
        .unwrap_or_else(|| "Uninstallation complete".to_owned());
    if request.keep_history {
        quiet_update(context, release);
        for old in history.revisions() {
            if old.version != release.version && old.info.status == Status::Deployed {
                let mut old = old.clone();
                old.info.status = Status::Superseded;
                quiet_update(context, &old);
            }
        }
    } else if let Err(error) = purge(context, history) {
        let error = error.during("uninstall: Failed to purge the release");
        errors.push(full_text(&error));
    }
    if errors.is_empty() {
        Ok(UninstallOutcome {
            release: Some(release.clone()),
            kept: sorting.spared_text(),
        })
    } else {
        Err(ReleaseError::Uninstall(errors))
    }
}

/// The revisions whose objects may be in the cluster beside those of the newest one.
fn left_over<'a>(history: &'a History, release: &Release) -> Vec<&'a Release> {
    let mut left = unsettled(history);
    if !left.is_empty() {
        left.extend(before_last(history));
    }
    left.retain(|other| other.version != release.version);
    left
}

fn not_sorted(context: &ReleaseContext<'_>, release: &Release, error: &SortError) -> ReleaseError {
    let why = match error {
        SortError::Corrupted => {
            "corrupted release record. You must manually delete the resources".to_owned()
        }
        SortError::Build(error) => {
            format!("unable to build kubernetes objects for delete: {error}")
        }
    };
    context.log(
        Level::Debug,
        "uninstall: Failed to delete release",
        &[("error", &why)],
    );
    ReleaseError::NotDeleted(release.name.clone())
}

fn delete_objects(
    context: &ReleaseContext<'_>,
    request: &UninstallRequest,
    release: &Release,
    sorting: &Sorting,
) -> Result<(), ReleaseError> {
    let tell = |message: &str, resource: &Resource, error: Option<&str>| {
        let target = &resource.target;
        let mut fields = vec![
            ("kind", target.gvk.kind.as_str()),
            ("name", target.name.as_str()),
            ("namespace", target.namespace.as_deref().unwrap_or_default()),
            ("release", release.name.as_str()),
        ];
        fields.extend(error.map(|error| ("error", error)));
        context.log(Level::Warn, message, &fields);
    };
    for resource in &sorting.foreign {
        tell(
            "skipping delete of resource not owned by this release",
            resource,
            None,
        );
    }
    for (resource, error) in &sorting.unverified {
        tell(
            "skipping delete of resource because ownership could not be verified",
            resource,
            Some(&error.to_string()),
        );
    }
    let errors = delete_all(context, &sorting.owned, request.cascade);
    if errors.is_empty() {
        return Ok(());
    }
    let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
    context.log(
        Level::Debug,
        "uninstall: Failed to delete release",
        &[("error", &format!("[{}]", texts.join(" ")))],
    );
    Err(ReleaseError::NotDeleted(release.name.clone()))
}

fn quiet_update(context: &ReleaseContext<'_>, release: &Release) {
    if let Err(error) = context.releases.update(release) {
        context.log(
            Level::Debug,
            "uninstall: Failed to store updated release",
            &[("error", &error.to_string())],
        );
    }
}

/// Removes all records, the oldest first, so that what is left is always the end of the history. What was kept about an
/// earlier installation of the name that was undone goes too.
fn purge(context: &ReleaseContext<'_>, history: &History) -> Result<(), ReleaseError> {
    for revision in history.revisions() {
        match context.releases.delete(&revision.name, revision.version) {
            Ok(()) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if let Some(first) = history.revisions().first() {
        // It explains, and is in nobody's way.
        let _kept = context.releases.forget_evidence(&first.name, first.version);
    }
    Ok(())
}
