//! The rules of Helm 3: ready or not, and nothing about why.

use serde_json::Value;

use super::condition::{conditions, number};
use crate::{Gvk, Object};

/// What has to be known besides an object to tell whether it is ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing; not even the object has to be read.
    Nothing,
    /// The object as it is now.
    Object,
    /// The object and the replica sets of its namespace.
    ReplicaSets,
    /// The object and the pods of its namespace.
    Pods,
}

/// A Job failed more often than it may.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("job is failed: {namespace}/{name}")]
pub struct FailedJob {
    /// Where it is.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

/// Whether Jobs have to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jobs {
    /// They are ready at once.
    Started,
    /// They have to succeed.
    Finished,
}

/// What has to be known of objects of a kind.
pub fn needs(gvk: &Gvk, jobs: Jobs) -> Needs {
    match (gvk.group.as_str(), gvk.kind.as_str()) {
        ("batch", "Job") if jobs == Jobs::Finished => Needs::Object,
        ("apps", "Deployment") => Needs::ReplicaSets,
        ("apps", "ReplicaSet") | ("", "ReplicationController") => Needs::Pods,
        ("", "Pod" | "PersistentVolumeClaim" | "Service")
        | ("apps", "DaemonSet" | "StatefulSet")
        | ("apiextensions.k8s.io", "CustomResourceDefinition") => Needs::Object,
        _ => Needs::Nothing,
    }
}

/// Whether an object is ready; `related` is what [`needs`] asked for.
///
/// # Errors
/// [`FailedJob`]
pub fn is_ready(object: &Object, related: &[Object]) -> Result<bool, FailedJob> {
    Ok(match object.kind() {
        "Pod" => is_pod_ready(object),
        "Job" => return is_job_done(object),
        "Deployment" => {
            let is_paused = object.at(&["spec", "paused"]) == Some(&Value::Bool(true));
            is_paused || is_deployment_ready(object, related)
        }
        "PersistentVolumeClaim" => object.text(&["status", "phase"]) == "Bound",
        "Service" => is_service_ready(object),
        "DaemonSet" => is_daemon_set_ready(object),
        "StatefulSet" => is_stateful_set_ready(object),
        "CustomResourceDefinition" => conditions(object).any(|condition| {
            matches!(
                (condition.kind, condition.status),
                ("Established", "True") | ("NamesAccepted", "False")
            )
        }),
        "ReplicaSet" | "ReplicationController" => {
            let mut pods = related.iter().filter(|pod| super::selects(object, pod));
            is_observed(object) && pods.all(is_pod_ready)
        }
        _ => true,
    })
}

fn is_observed(object: &Object) -> bool {
    number(object, &["metadata", "generation"]).unwrap_or(0)
        == number(object, &["status", "observedGeneration"]).unwrap_or(0)
}

fn is_pod_ready(object: &Object) -> bool {
    conditions(object).any(|condition| condition.kind == "Ready" && condition.is_true())
}

fn is_job_done(object: &Object) -> Result<bool, FailedJob> {
    let count = |key| number(object, &["status", key]).unwrap_or(0);
    if count("failed") > number(object, &["spec", "backoffLimit"]).unwrap_or(6) {
        return Err(FailedJob {
            namespace: object.namespace().unwrap_or_default().to_owned(),
            name: object.name().to_owned(),
        });
    }
    let completions = number(object, &["spec", "completions"]);
    Ok(completions.is_none_or(|wanted| count("succeeded") >= wanted))
}

fn is_service_ready(object: &Object) -> bool {
    let kind = object.text(&["spec", "type"]);
    if kind == "ExternalName" {
        return true;
    }
    if object.text(&["spec", "clusterIP"]).is_empty() {
        return false;
    }
    let has = |path: &[&str]| {
        let list = object.at(path).and_then(Value::as_array);
        list.is_some_and(|list| !list.is_empty())
    };
    kind != "LoadBalancer"
        || has(&["spec", "externalIPs"])
        || object.at(&["status", "loadBalancer", "ingress"]).is_some()
}

fn is_daemon_set_ready(object: &Object) -> bool {
    if !is_observed(object) {
        return false;
    }
    if object.text(&["spec", "updateStrategy", "type"]) != "RollingUpdate" {
        return true;
    }
    let count = |key| number(object, &["status", key]).unwrap_or(0);
    let wanted = count("desiredNumberScheduled");
    let path = ["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"];
    let spare = scaled(object.at(&path), wanted, Round::Up).unwrap_or(wanted);
    count("updatedNumberScheduled") == wanted && count("numberReady") >= wanted - spare
}

fn is_stateful_set_ready(object: &Object) -> bool {
    if !is_observed(object) {
        return false;
    }
    let strategy = ["spec", "updateStrategy", "type"];
    if object.text(&strategy) != "RollingUpdate" {
        return true;
    }
    let replicas = number(object, &["spec", "replicas"]).unwrap_or(1);
    let path = ["spec", "updateStrategy", "rollingUpdate", "partition"];
    let partition = number(object, &path).unwrap_or(0);
    let count = |key| number(object, &["status", key]).unwrap_or(0);
    let revision = |key| object.text(&["status", key]);
    count("updatedReplicas") >= replicas - partition
        && count("readyReplicas") == replicas
        && (partition != 0 || revision("currentRevision") == revision("updateRevision"))
}

fn is_deployment_ready(object: &Object, replica_sets: &[Object]) -> bool {
    const REVISION: &str = "deployment.kubernetes.io/revision";
    let uid = object.text(&["metadata", "uid"]);
    let newest = replica_sets.iter().find(|set| {
        is_owned_by(set, uid) && set.annotation(REVISION) == object.annotation(REVISION)
    });
    let Some(newest) = newest else {
        return false;
    };
    let replicas = number(object, &["spec", "replicas"]).unwrap_or(1);
    let ready = number(newest, &["status", "readyReplicas"]).unwrap_or(0);
    is_observed(newest)
        && is_observed(object)
        && ready >= replicas - max_unavailable(object, replicas)
}

fn is_owned_by(object: &Object, uid: &str) -> bool {
    let owners = object
        .at(&["metadata", "ownerReferences"])
        .and_then(Value::as_array);
    let mut uids = owners
        .into_iter()
        .flatten()
        .filter_map(|owner| owner.get("uid")?.as_str());
    uids.any(|owner| owner == uid)
}

/// How many pods of a Deployment may be away while it is rolled out.
fn max_unavailable(object: &Object, replicas: i64) -> i64 {
    if object.text(&["spec", "strategy", "type"]) != "RollingUpdate" || replicas == 0 {
        return 0;
    }
    let setting = |key| object.at(&["spec", "strategy", "rollingUpdate", key]);
    let surge = scaled(setting("maxSurge"), replicas, Round::Up).unwrap_or(0);
    let away = scaled(setting("maxUnavailable"), replicas, Round::Down).unwrap_or(0);
    // With neither, nothing could ever be replaced.
    let away = if surge == 0 && away == 0 { 1 } else { away };
    away.min(replicas)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Round {
    Up,
    Down,
}

/// A number, or a percentage of `whole`.
fn scaled(value: Option<&Value>, whole: i64, round: Round) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => {
            let percent: i64 = text.strip_suffix('%')?.parse().ok()?;
            let product = percent.checked_mul(whole)?;
            Some(match round {
                Round::Up => product.div_euclid(100) + i64::from(product.rem_euclid(100) != 0),
                Round::Down => product.div_euclid(100),
            })
        }
        _ => None,
    }
}
