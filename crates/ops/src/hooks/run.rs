use steersman_manifest::HookEvent;
use steersman_plan::{Object, Resource};
use steersman_release::{ApplyMethod, HookRun, Phase, Release, Time};

use super::finish::{delete_by_policy, finish_hooks};
use super::policy;
use crate::apply::{CreateOptions, create_all};
use crate::cancelled::reason_to_end;
use crate::objects::hook_objects;
use crate::record::record;
use crate::settings::{RunHooks, WaitSettings};
use crate::waiting::wait_for_hook;
use crate::{ReleaseContext, ReleaseError};

/// How hooks run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HookOptions {
    /// Whether they run at all.
    pub(crate) run: RunHooks,
    /// How their objects are made.
    pub(crate) method: ApplyMethod,
    /// How long each of them has.
    pub(crate) wait: WaitSettings,
    /// When the operation began: what ran since is not run again.
    pub(crate) since: Option<Time>,
}

/// The hooks of an event after they ran.
#[derive(Debug)]
pub(crate) struct HooksRun {
    /// Their places in the release, in the order in which they ran. The last one may have failed.
    pub(crate) order: Vec<usize>,
    /// How it ended.
    pub(crate) result: Result<(), ReleaseError>,
    /// Whether the last one was made and then failed.
    pub(crate) failed_running: bool,
}

/// Runs the hooks of an event one after the other, where they are to run, and cleans up as their policies say.
///
/// # Errors
/// The first hook that failed.
pub(crate) fn run_event(
    context: &ReleaseContext<'_>,
    release: &mut Release,
    event: HookEvent,
    options: HookOptions,
) -> Result<(), ReleaseError> {
    if options.run == RunHooks::No {
        return Ok(());
    }
    let run = run_hooks(context, release, event, options);
    finish_hooks(context, release, run, options)
}

/// Runs the hooks of an event one after the other. What their policies say for afterwards is left to
/// [`finish_hooks`].
pub(crate) fn run_hooks(
    context: &ReleaseContext<'_>,
    release: &mut Release,
    event: HookEvent,
    options: HookOptions,
) -> HooksRun {
    let order = order_of(release, event);
    run_places(context, release, order, event, options)
}

/// Runs the hooks at these places one after the other, at an event.
pub(crate) fn run_places(
    context: &ReleaseContext<'_>,
    release: &mut Release,
    order: Vec<usize>,
    event: HookEvent,
    options: HookOptions,
) -> HooksRun {
    for (done, place) in order.iter().enumerate() {
        if ran_already(release, *place, options) {
            continue;
        }
        if let Err(failure) = run_hook(context, release, *place, event, options) {
            return HooksRun {
                order: order[..=done].to_vec(),
                failed_running: failure.was_running,
                result: Err(failure.error),
            };
        }
    }
    HooksRun {
        order,
        result: Ok(()),
        failed_running: false,
    }
}

/// The hooks of the event by weight, then by name.
pub(crate) fn order_of(release: &Release, event: HookEvent) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    for (place, hook) in release.hooks.iter().enumerate() {
        // A hook that names an event twice runs twice.
        let times = hook.events.iter().filter(|name| **name == event.name());
        order.extend(times.map(|_| place));
    }
    let key = |place: &usize| {
        let hook = &release.hooks[*place];
        (hook.weight, hook.name.clone())
    };
    order.sort_by_cached_key(key);
    order
}

/// Whether the hook succeeded in this same operation, before that was cut off.
fn ran_already(release: &Release, place: usize, options: HookOptions) -> bool {
    let run = &release.hooks[place].last_run;
    let Some((since, started)) = options.since.zip(run.started_at) else {
        return false;
    };
    run.phase == Phase::Succeeded && started >= since
}

/// Whether the hook was begun in this same operation, before that was cut off, and its objects were made since: it is
/// then only waited for.
fn is_under_way(
    context: &ReleaseContext<'_>,
    release: &Release,
    place: usize,
    options: HookOptions,
) -> bool {
    let run = &release.hooks[place].last_run;
    let Some((since, started)) = options.since.zip(run.started_at) else {
        return false;
    };
    if run.phase != Phase::Running || started < since {
        return false;
    }
    let Ok(resources) = hook_objects(context, release, place, "hook") else {
        return false;
    };
    let is_own = |live: &Object| {
        let made: Option<Time> = live.text(&["metadata", "creationTimestamp"]).parse().ok();
        // The cluster tells whole seconds.
        made.is_some_and(|made| made.moment().as_second() >= started.moment().as_second())
            && live.at(&["metadata", "deletionTimestamp"]).is_none()
    };
    let is_there = |resource: &Resource| {
        let live = context.cluster.get(&resource.target).ok().flatten();
        live.as_ref().is_some_and(is_own)
    };
    !resources.is_empty() && resources.iter().all(is_there)
}

struct Failure {
    error: ReleaseError,
    was_running: bool,
}

impl Failure {
    fn before(error: ReleaseError) -> Self {
        Self {
            error,
            was_running: false,
        }
    }
}

fn run_hook(
    context: &ReleaseContext<'_>,
    release: &mut Release,
    place: usize,
    event: HookEvent,
    options: HookOptions,
) -> Result<(), Failure> {
    let hook = &mut release.hooks[place];
    if hook.delete_policies.is_empty() {
        hook.delete_policies = vec![policy::BEFORE_CREATION.to_owned()];
    }
    let goes_on = is_under_way(context, release, place, options);
    if !goes_on {
        delete_by_policy(context, release, place, policy::BEFORE_CREATION, options)
            .map_err(Failure::before)?;
    }
    let path = release.hooks[place].path.clone();
    let resources = hook_objects(context, release, place, format!("{} hook", event.name()))
        .map_err(Failure::before)?;
    if !goes_on {
        set_run(context, release, place, Phase::Running);
        record(context, release);
        let create = CreateOptions {
            method: options.method,
            force: false,
        };
        if let Err(error) = create_all(context, &resources, create) {
            set_run(context, release, place, Phase::Failed);
            let what = format!("warning: Hook {} {path} failed", event.name());
            return Err(Failure::before(ReleaseError::from(error).during(what)));
        }
    }
    match wait_for_hook(context, &resources, release, options.wait) {
        Ok(()) => {
            set_run(context, release, place, Phase::Succeeded);
            // What is known to have run is not run again by whoever goes on after this is cut off.
            record(context, release);
            Ok(())
        }
        Err(error) => {
            set_run(context, release, place, Phase::Failed);
            Err(Failure {
                error: reason_to_end(context, error.into()),
                was_running: true,
            })
        }
    }
}

fn set_run(context: &ReleaseContext<'_>, release: &mut Release, place: usize, phase: Phase) {
    let now = Some(context.clock.now());
    let run = &mut release.hooks[place].last_run;
    *run = if phase == Phase::Running {
        HookRun {
            started_at: now,
            completed_at: None,
            phase,
        }
    } else {
        HookRun {
            completed_at: now,
            phase,
            ..*run
        }
    };
}
