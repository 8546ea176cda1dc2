use jiff::Timestamp;
use serde_json::Value;

use super::condition::conditions;
use super::general::readiness;
use super::state::{Readiness, ReadyState};
use crate::Object;

/// How long a pod may wait for a node before that counts as a failure.
const SCHEDULE_SECONDS: i64 = 15;

pub(super) fn pod(object: &Object, now: i64) -> Readiness {
    match object.text(&["status", "phase"]) {
        "Succeeded" => Readiness::current("Pod has completed successfully"),
        "Failed" => Readiness::current("Pod has completed, but not successfully"),
        "Running" => running(object),
        "Pending" => {
            if !is_unschedulable(object) {
                return Readiness::in_progress("Pod is in the Pending phase");
            }
            if now - SCHEDULE_SECONDS < created(object) {
                return Readiness::in_progress("Pod has not been scheduled");
            }
            Readiness::failed("Pod could not be scheduled")
        }
        "" => Readiness::in_progress("Pod phase not available"),
        phase => Readiness::new(ReadyState::Unknown, format!("unknown phase {phase}")),
    }
}

fn running(object: &Object) -> Readiness {
    if conditions(object).any(|condition| condition.kind == "Ready" && condition.is_true()) {
        return Readiness::current("Pod is Ready");
    }
    let statuses = object
        .at(&["status", "containerStatuses"])
        .and_then(Value::as_array);
    let crashing: Vec<&str> = statuses
        .into_iter()
        .flatten()
        .filter(|status| {
            let reason = status.pointer("/state/waiting/reason");
            reason.and_then(Value::as_str) == Some("CrashLoopBackOff")
        })
        .filter_map(|status| status.get("name")?.as_str())
        .collect();
    if crashing.is_empty() {
        return Readiness::in_progress("Pod is running but is not Ready");
    }
    Readiness::failed(format!(
        "Containers in CrashLoop state: {}",
        crashing.join(",")
    ))
}

fn is_unschedulable(object: &Object) -> bool {
    conditions(object).any(|condition| {
        condition.kind == "PodScheduled"
            && condition.status == "False"
            && condition.reason == "Unschedulable"
    })
}

/// When the object was made, in seconds since 1970.
fn created(object: &Object) -> i64 {
    object
        .text(&["metadata", "creationTimestamp"])
        .parse::<Timestamp>()
        .map_or(0, Timestamp::as_second)
}

/// How many of these pods failed for good: those that wait for a node or are being deleted may yet change.
pub fn failed_pods<'a>(pods: impl IntoIterator<Item = &'a Object>, now: i64) -> usize {
    pods.into_iter()
        .filter(|pod| readiness(pod, now).state == ReadyState::Failed && !is_unschedulable(pod))
        .count()
}

/// Whether a workload means this object by its selector. A workload without one means nothing.
pub fn selects(workload: &Object, object: &Object) -> bool {
    let Some(selector) = workload
        .at(&["spec", "selector"])
        .and_then(Value::as_object)
    else {
        return false;
    };
    // The oldest of them has the labels themselves for a selector.
    let labels = if workload.kind() == "ReplicationController" {
        Some(selector)
    } else {
        selector.get("matchLabels").and_then(Value::as_object)
    };
    let expressions = selector
        .get("matchExpressions")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let has_all = labels.into_iter().flatten().all(|(key, value)| {
        object
            .label(key)
            .is_some_and(|label| Some(label) == value.as_str())
    });
    (labels.is_some() || !expressions.is_empty())
        && has_all
        && expressions
            .iter()
            .all(|expression| holds(expression, object))
}

fn holds(expression: &Value, object: &Object) -> bool {
    let text = |key: &str| {
        expression
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let label = object.label(text("key"));
    let values = expression.get("values").and_then(Value::as_array);
    let is_listed = label.is_some_and(|label| {
        values
            .into_iter()
            .flatten()
            .any(|value| value.as_str() == Some(label))
    });
    match text("operator") {
        "In" => is_listed,
        "NotIn" => !is_listed,
        "Exists" => label.is_some(),
        "DoesNotExist" => label.is_none(),
        _ => false,
    }
}
