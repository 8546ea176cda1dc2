//! What is gathered about objects that did not become ready.

use serde_json::Value;
use steersman_plan::readiness::{ReadyState, conditions};
use steersman_plan::{Answer, Call, Gvk, Object, ObjectRef, Selector};

use super::reason::{pods_of, trouble_of};
use super::watched::Watched;
use crate::{Event, ReleaseContext};

/// About how many objects evidence is gathered.
const MAX_OBJECTS: usize = 5;
/// Of how many pods of an object.
const MAX_PODS: usize = 2;
/// How many events of an object are shown.
const MAX_EVENTS: usize = 5;
/// How many lines of a log.
const MAX_LINES: usize = 10;

/// What was found about an object that did not become ready.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// Which object.
    pub target: &'a ObjectRef,
    /// Its conditions, its pods, their events and the ends of their logs, line by line.
    pub lines: &'a [String],
}

/// Gathers what the cluster knows about objects that are not ready, and tells it. Whatever can not be read is left out.
pub(super) fn tell_evidence(context: &ReleaseContext<'_>, watched: &[Watched<'_>]) {
    let failed = watched
        .iter()
        .filter(|one| one.readiness.state != ReadyState::Current);
    for one in failed.take(MAX_OBJECTS) {
        let Some(object) = &one.object else { continue };
        let lines = gather(context, object);
        context.base.observer.event(&Event::Evidence(&Evidence {
            target: &one.resource.target,
            lines: &lines,
        }));
    }
}

fn gather(context: &ReleaseContext<'_>, object: &Object) -> Vec<String> {
    let mut lines = Vec::new();
    for condition in conditions(object).filter(|condition| !condition.message.is_empty()) {
        lines.push(format!(
            "condition {}={}: {}: {}",
            condition.kind, condition.status, condition.reason, condition.message
        ));
    }
    let is_pod = object.kind() == "Pod";
    if !is_pod {
        lines.extend(events(context, object));
    }
    for pod in pods_of(context, object).iter().take(MAX_PODS) {
        let phase = pod.text(&["status", "phase"]);
        let trouble = trouble_of(pod).map(|text| format!(": {text}"));
        let trouble = trouble.unwrap_or_default();
        lines.push(format!("pod {} {phase}{trouble}", pod.name()));
        lines.extend(events(context, pod));
        lines.extend(log_end(context, pod));
    }
    lines
}

/// The warnings about an object, the newest last.
fn events(context: &ReleaseContext<'_>, object: &Object) -> Vec<String> {
    let list = Call::List {
        gvk: Gvk::new("v1", "Event"),
        namespace: object.namespace().map(str::to_owned),
        selector: Selector {
            labels: String::new(),
            fields: format!(
                "involvedObject.uid={},type=Warning",
                object.text(&["metadata", "uid"])
            ),
        },
    };
    let events = context.cluster.call(list).map(Answer::into_list);
    let mut events = events.unwrap_or_default();
    events.sort_by(|a, b| time_of(a).cmp(time_of(b)));
    let skipped = events.len().saturating_sub(MAX_EVENTS);
    let line = |event: &Object| {
        let reason = event.text(&["reason"]);
        format!("event {reason}: {}", event.text(&["message"]).trim())
    };
    events.iter().skip(skipped).map(line).collect()
}

fn time_of(event: &Object) -> &str {
    match event.text(&["lastTimestamp"]) {
        "" => event.text(&["metadata", "creationTimestamp"]),
        time => time,
    }
}

/// The last lines of the first container that is in trouble.
fn log_end(context: &ReleaseContext<'_>, pod: &Object) -> Vec<String> {
    let statuses = pod
        .at(&["status", "containerStatuses"])
        .and_then(Value::as_array);
    let troubled = statuses.into_iter().flatten().find(|status| {
        let has_begun = status
            .pointer("/state/waiting/reason")
            .is_none_or(|reason| matches!(reason.as_str(), Some("CrashLoopBackOff")));
        has_begun && status.get("ready").and_then(Value::as_bool) != Some(true)
    });
    let Some(name) = troubled.and_then(|status| status.get("name")?.as_str()) else {
        return Vec::new();
    };
    let namespace = pod.namespace().unwrap_or_default();
    let Ok(log) = context.cluster.logs(namespace, pod.name(), name) else {
        return Vec::new();
    };
    let log = String::from_utf8_lossy(&log);
    let lines: Vec<&str> = log.lines().collect();
    let skipped = lines.len().saturating_sub(MAX_LINES);
    let line = |line: &&str| format!("log {name}: {line}");
    lines[skipped..].iter().map(line).collect()
}
