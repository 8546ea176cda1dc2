//! Waiting for what a verb wrote.

use std::time::Duration;

use serde_json::Value;
use steersman_plan::{Change, Flow, Object, ObjectRef, Resource};
use thiserror::Error;

use crate::ReleaseContext;
use crate::settings::{WaitSettings, WaitStrategy};

/// Why waiting ended without what was waited for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct WaitError(pub String);

/// Waits until the objects of a hook have run.
pub(crate) fn wait_for_hook(
    context: &ReleaseContext<'_>,
    resources: &[Resource],
    timeout: Duration,
) -> Result<(), WaitError> {
    let runs: Vec<&Resource> = resources
        .iter()
        .filter(|resource| matches!(resource.target.gvk.kind.as_str(), "Job" | "Pod"))
        .collect();
    if runs.is_empty() || context.cluster.is_stub() {
        return Ok(());
    }
    let targets: Vec<ObjectRef> = runs.iter().map(|run| run.target.clone()).collect();
    let mut states = vec![Run::Under; runs.len()];
    let watched = context
        .cluster
        .watch(&targets, timeout, &mut |change: Change| {
            if let (Some(object), Some(state)) = (&change.object, states.get_mut(change.index)) {
                *state = run_state(object);
            }
            if states.contains(&Run::Under) {
                Flow::Continue
            } else {
                Flow::Stop
            }
        });
    let mut problems = Vec::new();
    for (run, state) in runs.iter().zip(&states) {
        let (status, message) = match state {
            Run::Succeeded => continue,
            Run::Failed(message) => ("Failed", message.as_str()),
            Run::Under => ("InProgress", ""),
        };
        problems.push(format!(
            "resource {}/{}/{} not ready. status: {status}, message: {message}",
            run.target.gvk.kind,
            run.target.namespace.as_deref().unwrap_or_default(),
            run.target.name
        ));
    }
    if let Err(error) = watched {
        problems.push(error.to_string());
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(WaitError(problems.join("\n")))
    }
}

#[derive(Clone, PartialEq, Eq)]
enum Run {
    Under,
    Succeeded,
    Failed(String),
}

fn run_state(object: &Object) -> Run {
    if object.kind() == "Pod" {
        return match object.text(&["status", "phase"]) {
            "Succeeded" => Run::Succeeded,
            "Failed" => Run::Failed(object.text(&["status", "message"]).to_owned()),
            _ => Run::Under,
        };
    }
    let conditions = object
        .at(&["status", "conditions"])
        .and_then(Value::as_array);
    for condition in conditions.into_iter().flatten() {
        let text = |key: &str| {
            condition
                .get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        match (text("type"), text("status")) {
            ("Complete", "True") => return Run::Succeeded,
            ("Failed", "True") => return Run::Failed(text("message").to_owned()),
            _ => {}
        }
    }
    Run::Under
}

/// Waits until objects are ready, as far as the settings ask for it.
pub(crate) fn wait_until_ready(
    _context: &ReleaseContext<'_>,
    _resources: &[Resource],
    settings: WaitSettings,
) -> Result<(), WaitError> {
    if settings.strategy == WaitStrategy::HookOnly {
        return Ok(());
    }
    Ok(())
}

/// Waits until objects are gone, as far as the settings ask for it.
pub(crate) fn wait_until_gone(
    _context: &ReleaseContext<'_>,
    _resources: &[Resource],
    settings: WaitSettings,
) -> Result<(), WaitError> {
    if settings.strategy == WaitStrategy::HookOnly {
        return Ok(());
    }
    Ok(())
}
