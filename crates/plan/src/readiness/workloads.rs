//! The rules of kinds that keep pods running.

use super::condition::{conditions, number};
use super::state::Readiness;
use crate::Object;

/// What the controllers of these kinds take for a deadline that is not set.
const NO_DEADLINE: i64 = i32::MAX as i64;

fn status(object: &Object, key: &str) -> i64 {
    number(object, &["status", key]).unwrap_or(0)
}

fn replicas(object: &Object) -> i64 {
    number(object, &["spec", "replicas"]).unwrap_or(1)
}

/// Not ready when the first number is below the second.
fn lacking(what: &str, have: i64, want: i64) -> Option<Readiness> {
    (have < want).then(|| Readiness::in_progress(format!("{what}: {have}/{want}")))
}

/// Not ready when pods are still to go.
fn surplus(have: i64, want: i64) -> Option<Readiness> {
    (have > want).then(|| Readiness::in_progress(format!("Pending termination: {}", have - want)))
}

pub(super) fn deployment(object: &Object) -> Readiness {
    let deadline = number(object, &["spec", "progressDeadlineSeconds"]).unwrap_or(NO_DEADLINE);
    // Without a deadline the controller does not say how it goes on.
    let mut progressing = deadline == NO_DEADLINE;
    let mut available = false;
    for condition in conditions(object) {
        match condition.kind {
            "Progressing" if condition.reason == "ProgressDeadlineExceeded" => {
                return Readiness::failed("Progress deadline exceeded");
            }
            "Progressing" => {
                let is_done = condition.reason == "NewReplicaSetAvailable";
                progressing |= condition.is_true() && is_done;
            }
            "Available" => available |= condition.is_true(),
            _ => {}
        }
    }
    let wanted = replicas(object);
    let count = |key| status(object, key);
    let updated = count("updatedReplicas");
    lacking("Replicas", count("replicas"), wanted)
        .or_else(|| lacking("Updated", updated, wanted))
        .or_else(|| surplus(count("replicas"), wanted))
        .or_else(|| lacking("Available", count("availableReplicas"), updated))
        .or_else(|| lacking("Ready", count("readyReplicas"), wanted))
        .or_else(|| (!progressing).then(|| Readiness::in_progress("ReplicaSet not Available")))
        .or_else(|| (!available).then(|| Readiness::in_progress("Deployment not Available")))
        .unwrap_or_else(|| {
            let count = count("replicas");
            Readiness::current(format!("Deployment is available. Replicas: {count}"))
        })
}

pub(super) fn replica_set(object: &Object) -> Readiness {
    let failure = conditions(object)
        .any(|condition| condition.kind == "ReplicaFailure" && condition.is_true());
    if failure {
        return Readiness::in_progress("Replica Failure condition. Check Pods");
    }
    let wanted = replicas(object);
    let count = |key| status(object, key);
    lacking("Labelled", count("fullyLabeledReplicas"), wanted)
        .or_else(|| lacking("Available", count("availableReplicas"), wanted))
        .or_else(|| lacking("Ready", count("readyReplicas"), wanted))
        .or_else(|| surplus(count("replicas"), wanted))
        .unwrap_or_else(|| {
            let count = count("replicas");
            Readiness::current(format!("ReplicaSet is available. Replicas: {count}"))
        })
}

pub(super) fn stateful_set(object: &Object) -> Readiness {
    if object.text(&["spec", "updateStrategy", "type"]) == "OnDelete" {
        return Readiness::current("StatefulSet is using the ondelete update strategy");
    }
    let wanted = replicas(object);
    let count = |key| status(object, key);
    let updated = count("updatedReplicas");
    let lacks = lacking("Replicas", count("replicas"), wanted)
        .or_else(|| lacking("Ready", count("readyReplicas"), wanted))
        .or_else(|| surplus(count("replicas"), wanted));
    if let Some(lack) = lacks {
        return lack;
    }
    let partition = number(
        object,
        &["spec", "updateStrategy", "rollingUpdate", "partition"],
    );
    if let Some(partition) = partition {
        return lacking("updated", updated, wanted - partition).unwrap_or_else(|| {
            Readiness::current(format!("Partition rollout complete. updated: {updated}"))
        });
    }
    if let Some(lack) = lacking("current", count("currentReplicas"), wanted) {
        return lack;
    }
    let revision = |key| object.text(&["status", key]);
    if revision("currentRevision") != revision("updateRevision") {
        return Readiness::in_progress("Waiting for updated revision to match current");
    }
    Readiness::current(format!(
        "All replicas scheduled as expected. Replicas: {}",
        count("replicas")
    ))
}

pub(super) fn daemon_set(object: &Object) -> Readiness {
    for path in [["metadata", "generation"], ["status", "observedGeneration"]] {
        if number(object, &path).is_none() {
            let message = format!("{} {} not found", object.kind(), path.join("."));
            return Readiness::in_progress(message);
        }
    }
    let Some(wanted) = number(object, &["status", "desiredNumberScheduled"]) else {
        return Readiness::in_progress("Missing .status.desiredNumberScheduled");
    };
    let count = |key| status(object, key);
    lacking("Current", count("currentNumberScheduled"), wanted)
        .or_else(|| lacking("Updated", count("updatedNumberScheduled"), wanted))
        .or_else(|| lacking("Available", count("numberAvailable"), wanted))
        .or_else(|| lacking("Ready", count("numberReady"), wanted))
        .unwrap_or_else(|| {
            let message = "All replicas scheduled as expected. Replicas";
            Readiness::current(format!("{message}: {wanted}"))
        })
}
