use steersman_plan::readiness::{Condition, Readiness, ReadyState, conditions, hook_readiness};
use steersman_plan::{Object, Resource};
use steersman_release::Release;

use super::WaitError;
use super::error::summary;
use super::evidence::gather_watched;
use super::mask::Secrets;
use super::watched::{Ended, Goal, Watched, watch_until};
use crate::ReleaseContext;
use crate::settings::{WaitSettings, WaitStrategy};

/// Waits until the objects of a hook have run.
pub(crate) fn wait_for_hook(
    context: &ReleaseContext<'_>,
    resources: &[Resource],
    release: &Release,
    settings: WaitSettings,
) -> Result<(), WaitError> {
    if context.cluster.is_stub() {
        return Ok(());
    }
    let runs = resources
        .iter()
        .filter(|resource| matches!(resource.target.gvk.kind.as_str(), "Job" | "Pod"));
    let mut watched = Watched::all(runs);
    let goal = Goal {
        timeout: settings.timeout,
        secrets: Secrets::Of(release),
        final_states: &[ReadyState::Current, ReadyState::Failed],
        judge: &hook_readiness,
    };
    let ended = watch_until(context, &mut watched, &goal)?;
    let failed = |one: &&Watched<'_>| one.readiness.state != ReadyState::Current;
    if settings.strategy == WaitStrategy::Legacy {
        return match watched.iter().find(failed) {
            Some(one) => Err(WaitError::new(legacy_words(one.object.as_ref(), ended))
                .with(gather_watched(context, &watched, ReadyState::Current))),
            None => Ok(()),
        };
    }
    let problems: Vec<(&Resource, Readiness)> = watched
        .iter()
        .filter(failed)
        .map(|one| (one.resource, one.readiness.clone()))
        .collect();
    summary(&problems, "not ready", ended == Ended::TimedOut)
        .map_err(|error| error.with(gather_watched(context, &watched, ReadyState::Current)))
}

/// What Helm 3's rules say of a hook that did not succeed.
fn legacy_words(object: Option<&Object>, ended: Ended) -> String {
    let Some(object) = object.filter(|_| ended == Ended::Settled) else {
        return "timed out waiting for the condition".to_owned();
    };
    let name = object.name();
    if object.kind() == "Pod" {
        return format!("pod {name} failed");
    }
    let is_failure = |condition: &Condition<'_>| condition.kind == "Failed" && condition.is_true();
    let reason = conditions(object)
        .find(is_failure)
        .unwrap_or_default()
        .reason;
    format!("job {name} failed: {reason}")
}
