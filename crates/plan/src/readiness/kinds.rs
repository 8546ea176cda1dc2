//! The rules of single kinds.

use super::condition::{conditions, number};
use super::pods::pod;
use super::state::Readiness;
use super::workloads::{daemon_set, deployment, replica_set, stateful_set};
use crate::Object;

/// How an object of a kind with rules of its own stands; none for other kinds.
pub(super) fn by_kind(object: &Object, now: i64) -> Option<Readiness> {
    let gvk = object.gvk();
    Some(match (gvk.group.as_str(), gvk.kind.as_str()) {
        ("", "Service") => service(object),
        ("", "Pod") => pod(object, now),
        ("", "PersistentVolumeClaim") => claim(object),
        ("", "Secret" | "ConfigMap") | ("batch", "CronJob") => {
            Readiness::current("Resource is always ready")
        }
        ("apps" | "extensions", "Deployment") => deployment(object),
        ("apps" | "extensions", "ReplicaSet") => replica_set(object),
        ("apps", "StatefulSet") => stateful_set(object),
        ("apps" | "extensions", "DaemonSet") => daemon_set(object),
        ("policy", "PodDisruptionBudget") => {
            Readiness::current("AllowedDisruptions has been computed.")
        }
        ("batch", "Job") => job(object),
        ("apiextensions.k8s.io", "CustomResourceDefinition") => definition(object),
        _ => return None,
    })
}

fn service(object: &Object) -> Readiness {
    let is_balancer = object.text(&["spec", "type"]) == "LoadBalancer";
    if is_balancer && object.text(&["spec", "clusterIP"]).is_empty() {
        return Readiness::in_progress("ClusterIP not set. Service type: LoadBalancer");
    }
    Readiness::current("Service is ready")
}

fn claim(object: &Object) -> Readiness {
    match object.text(&["status", "phase"]) {
        "Bound" => Readiness::current("PVC is Bound"),
        "" => Readiness::in_progress("PVC is not Bound. phase: unknown"),
        phase => Readiness::in_progress(format!("PVC is not Bound. phase: {phase}")),
    }
}

/// A job that has begun is ready; see [`job_readiness`](super::job_readiness) for one that has to end.
fn job(object: &Object) -> Readiness {
    if let Some(ended) = super::hook::ended_job(object) {
        return ended;
    }
    if object.text(&["status", "startTime"]).is_empty() {
        return Readiness::in_progress("Job not started");
    }
    let count = |key| number(object, &["status", key]).unwrap_or(0);
    Readiness::current(format!(
        "Job in progress. success:{}, active: {}, failed: {}",
        count("succeeded"),
        count("active"),
        count("failed")
    ))
}

fn definition(object: &Object) -> Readiness {
    for condition in conditions(object) {
        match (condition.kind, condition.status) {
            ("NamesAccepted", "False") => return Readiness::failed(condition.message),
            ("Established", "False") if condition.reason != "Installing" => {
                return Readiness::failed(condition.message);
            }
            ("Established", "True") => return Readiness::current("CRD is established"),
            _ => {}
        }
    }
    Readiness::in_progress("Install in progress")
}
