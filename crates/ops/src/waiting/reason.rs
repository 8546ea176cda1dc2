//! What keeps an object from being ready, as its pods and the cluster say.

use serde_json::Value;
use steersman_plan::readiness::{ReadyState, conditions};
use steersman_plan::{Answer, Call, Gvk, Object, Selector};

use super::pods::{log_end, pods_of, troubled_container};
use crate::ReleaseContext;

/// How many pods are named.
const MAX_PODS: usize = 3;

/// Something that keeps an object from being ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The pod that is in trouble; empty for what is not about a pod.
    pub pod: String,
    /// What it is.
    pub text: String,
}

/// What keeps an object from being ready; nothing when nothing is known. It takes three requests at most.
pub(super) fn troubles_of(
    context: &ReleaseContext<'_>,
    object: &Object,
    state: ReadyState,
) -> Vec<Trouble> {
    if state == ReadyState::Terminating
        || !object.text(&["metadata", "deletionTimestamp"]).is_empty()
    {
        return held_by(object).into_iter().collect();
    }
    let pods = pods_of(context, object);
    let mut troubles: Vec<(&Object, String)> = Vec::new();
    for pod in &pods {
        let Some(text) = trouble_of(pod) else {
            continue;
        };
        // What happens to all pods is told once.
        if troubles.len() < MAX_PODS && troubles.iter().all(|(_, known)| *known != text) {
            troubles.push((pod, text));
        }
    }
    if let Some((pod, text)) = troubles.first_mut()
        && let Some(more) = explained(context, pod)
    {
        text.push_str(": ");
        text.push_str(&more);
    }
    if troubles.is_empty() {
        return last_warning(context, object).into_iter().collect();
    }
    let trouble = |(pod, text): (&Object, String)| Trouble {
        pod: pod.name().to_owned(),
        text,
    };
    troubles.into_iter().map(trouble).collect()
}

/// What keeps an object that is being deleted.
fn held_by(object: &Object) -> Option<Trouble> {
    let finalizers = object.at(&["metadata", "finalizers"])?.as_array()?;
    let names: Vec<&str> = finalizers.iter().filter_map(Value::as_str).collect();
    (!names.is_empty()).then(|| Trouble {
        pod: String::new(),
        text: format!("kept by finalizers: {}", names.join(", ")),
    })
}

/// What the container of a pod wrote last before it crashed, or what its probe says.
fn explained(context: &ReleaseContext<'_>, pod: &Object) -> Option<String> {
    let container = troubled_container(pod)?;
    let crashed = trouble_of(pod)?.contains("exit code");
    if crashed {
        return log_end(context, pod, container, 1).pop();
    }
    let warnings = warnings_about(context, pod);
    let probe = warnings
        .iter()
        .rev()
        .find(|event| event.text(&["reason"]) == "Unhealthy")?;
    Some(probe.text(&["message"]).trim().to_owned())
}

/// The last thing that the cluster warned of about an object itself.
fn last_warning(context: &ReleaseContext<'_>, object: &Object) -> Option<Trouble> {
    let replicas = conditions(object)
        .find(|condition| condition.kind == "ReplicaFailure" && condition.is_true());
    let text = if let Some(condition) = replicas {
        condition.message.to_owned()
    } else {
        let warnings = warnings_about(context, object);
        let last = warnings.last()?;
        let message = last.text(&["message"]).trim();
        format!("{}: {message}", last.text(&["reason"]))
    };
    Some(Trouble {
        pod: String::new(),
        text,
    })
}

/// The warnings of the cluster about an object, the newest last.
pub(super) fn warnings_about(context: &ReleaseContext<'_>, object: &Object) -> Vec<Object> {
    let uid = object.text(&["metadata", "uid"]);
    if uid.is_empty() {
        return Vec::new();
    }
    let list = Call::List {
        gvk: Gvk::new("v1", "Event"),
        namespace: object.namespace().map(str::to_owned),
        selector: Selector {
            labels: String::new(),
            fields: format!("involvedObject.uid={uid},type=Warning"),
        },
    };
    let events = context.cluster.call(list).map(Answer::into_list);
    let mut events = events.unwrap_or_default();
    events.sort_by(|a, b| time_of(a).cmp(time_of(b)));
    events
}

fn time_of(event: &Object) -> &str {
    let times = [["lastTimestamp"].as_slice(), &["eventTime"]];
    let found = times.iter().map(|path| event.text(path));
    found
        .into_iter()
        .find(|time| !time.is_empty())
        .unwrap_or_else(|| event.text(&["metadata", "creationTimestamp"]))
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
        let reason = status.pointer(&format!("/{state}/terminated/reason"));
        match reason.and_then(Value::as_str) {
            Some("OOMKilled") => Some(format!("exit code {code} (out of memory)")),
            _ => Some(format!("exit code {code}")),
        }
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
