use std::time::Duration;

use steersman_plan::readiness::{Readiness, ReadyState, readiness};
use steersman_plan::{Call, Object, Resource};

use super::WaitError;
use super::error::summary;
use super::evidence::gather_watched;
use super::mask::Secrets;
use super::ready::seconds;
use super::watched::{Ended, Goal, Watched, watch_until};
use crate::ReleaseContext;
use crate::settings::{WaitSettings, WaitStrategy};

/// How often Helm 3's rules look.
pub(super) const POLL: Duration = Duration::from_secs(2);

/// Waits until objects are gone, as far as the settings ask for it.
pub(crate) fn wait_until_gone(
    context: &ReleaseContext<'_>,
    resources: &[Resource],
    settings: WaitSettings,
) -> Result<(), WaitError> {
    if resources.is_empty() || context.cluster.is_stub() {
        return Ok(());
    }
    match settings.strategy {
        WaitStrategy::HookOnly => Ok(()),
        WaitStrategy::Legacy => poll_until_gone(context, resources, settings.timeout),
        WaitStrategy::Watcher => {
            let mut watched = Watched::all(resources);
            let judge = |object: &Object| readiness(object, seconds(context));
            let goal = Goal {
                timeout: settings.timeout,
                secrets: Secrets::Among(resources),
                final_states: &[ReadyState::NotFound],
                judge: &judge,
            };
            let ended = watch_until(context, &mut watched, &goal)?;
            let problems: Vec<(&Resource, Readiness)> = watched
                .iter()
                .filter(|one| {
                    let state = one.readiness.state;
                    !matches!(state, ReadyState::NotFound | ReadyState::Unknown)
                })
                .map(|one| (one.resource, one.readiness.clone()))
                .collect();
            summary(&problems, "still exists", ended == Ended::TimedOut).map_err(|error| {
                error.with(gather_watched(context, &watched, ReadyState::NotFound))
            })
        }
    }
}

fn poll_until_gone(
    context: &ReleaseContext<'_>,
    resources: &[Resource],
    timeout: Duration,
) -> Result<(), WaitError> {
    let start = context.clock.now().moment();
    let targets = || resources.iter().map(|one| one.target.clone());
    loop {
        let answers = context.cluster.send(targets().map(Call::Get).collect());
        let mut all_gone = true;
        for answer in answers {
            match answer {
                Ok(_) => all_gone = false,
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(WaitError::new(error.to_string())),
            }
        }
        if all_gone {
            return Ok(());
        }
        let passed = context.clock.now().moment().duration_since(start);
        let passed = Duration::try_from(passed).unwrap_or_default();
        if passed + POLL > timeout {
            return Err(WaitError::new("context deadline exceeded"));
        }
        context.clock.sleep(POLL);
    }
}
