//! What keeps an object from being ready, as its pods say.

use serde_json::Value;
use steersman_plan::readiness::{conditions, selects};
use steersman_plan::{Answer, Call, Gvk, Object, Selector};

use crate::ReleaseContext;

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

/// What keeps an object from being ready; empty when nothing is known.
pub(super) fn reason_of(context: &ReleaseContext<'_>, object: &Object) -> String {
    let pods = pods_of(context, object);
    let troubles: Vec<String> = pods.iter().filter_map(trouble_of).collect();
    match troubles.split_first() {
        Some((first, rest)) if rest.iter().any(|other| other != first) => {
            format!("{first} (and {} more)", rest.len())
        }
        Some((first, _)) => first.clone(),
        None => String::new(),
    }
}

/// What keeps a pod from being ready: no node, a container that does not start, one that ends, one that is not ready.
pub(super) fn trouble_of(pod: &Object) -> Option<String> {
    let unscheduled = conditions(pod)
        .find(|condition| condition.kind == "PodScheduled" && condition.status == "False");
    if let Some(condition) = unscheduled {
        return Some(format!("no node: {}", condition.message));
    }
    let statuses = ["initContainerStatuses", "containerStatuses"];
    let mut statuses = statuses
        .iter()
        .filter_map(|key| pod.at(&["status", key])?.as_array())
        .flatten();
    statuses.find_map(trouble_of_container)
}

fn trouble_of_container(status: &Value) -> Option<String> {
    let text = |path: &str| status.pointer(path).and_then(Value::as_str);
    let name = text("/name").unwrap_or_default();
    let ended = |state: &str| {
        let code = status.pointer(&format!("/{state}/terminated/exitCode"))?;
        let code = code.as_i64().filter(|code| *code != 0)?;
        Some(format!("exit code {code}"))
    };
    if let Some(reason) = text("/state/waiting/reason") {
        if matches!(reason, "ContainerCreating" | "PodInitializing") {
            return None;
        }
        let detail =
            ended("lastState").or_else(|| text("/state/waiting/message").map(str::to_owned));
        return Some(match detail {
            Some(detail) => format!("container {name}: {reason}: {detail}"),
            None => format!("container {name}: {reason}"),
        });
    }
    if let Some(end) = ended("state") {
        return Some(format!("container {name}: {end}"));
    }
    let is_running = status.pointer("/state/running").is_some();
    let is_ready = status.get("ready").and_then(Value::as_bool) == Some(true);
    (is_running && !is_ready).then(|| format!("container {name} is not ready"))
}
