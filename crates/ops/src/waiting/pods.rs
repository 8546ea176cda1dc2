//! The pods of an object, and what they wrote.

use serde_json::Value;
use steersman_plan::readiness::selects;
use steersman_plan::{Answer, Call, Gvk, Object, Selector};

use crate::ReleaseContext;

/// How many bytes of the end of a log are read.
const MAX_LOG: usize = 16 * 1024;

/// The pods of a workload, or a pod itself. None when they can not be had: they only explain.
pub(super) fn pods_of(context: &ReleaseContext<'_>, object: &Object) -> Vec<Object> {
    if object.kind() == "Pod" {
        return vec![object.clone()];
    }
    let labels = object.at(&["spec", "selector", "matchLabels"]);
    let Some(labels) = labels.and_then(Value::as_object) else {
        return Vec::new();
    };
    let pairs: Vec<String> = labels
        .iter()
        .filter_map(|(key, value)| Some(format!("{key}={}", value.as_str()?)))
        .collect();
    let list = Call::List {
        gvk: Gvk::new("v1", "Pod"),
        namespace: object.namespace().map(str::to_owned),
        selector: Selector {
            labels: pairs.join(","),
            fields: String::new(),
        },
    };
    let pods = context.cluster.call(list).map(Answer::into_list);
    let mut pods = pods.unwrap_or_default();
    pods.retain(|pod| selects(object, pod));
    pods
}

/// The first container of a pod that has begun and is in trouble, so that its log may say why.
pub(super) fn troubled_container(pod: &Object) -> Option<&str> {
    let statuses = ["initContainerStatuses", "containerStatuses"];
    let mut statuses = statuses
        .iter()
        .filter_map(|key| pod.at(&["status", key])?.as_array())
        .flatten();
    let troubled = statuses.find(|status| {
        let waits = status.pointer("/state/waiting/reason");
        let has_begun =
            waits.is_none_or(|reason| matches!(reason.as_str(), Some("CrashLoopBackOff")));
        let is_done = status.pointer("/state/terminated/exitCode") == Some(&Value::from(0));
        has_begun && !is_done && status.get("ready").and_then(Value::as_bool) != Some(true)
    });
    troubled?.get("name")?.as_str()
}

/// The last lines of the log of a container.
pub(super) fn log_end(
    context: &ReleaseContext<'_>,
    pod: &Object,
    container: &str,
    lines: usize,
) -> Vec<String> {
    let namespace = pod.namespace().unwrap_or_default();
    let bounds = (lines, MAX_LOG);
    let log = context
        .cluster
        .log_end(namespace, pod.name(), container, bounds);
    let log = log.unwrap_or_default();
    let log = String::from_utf8_lossy(&log);
    let all: Vec<&str> = log.lines().filter(|line| !line.trim().is_empty()).collect();
    let skipped = all.len().saturating_sub(lines);
    all[skipped..].iter().map(|&line| line.to_owned()).collect()
}
