use super::condition::{Condition, conditions, number};
use super::kinds::by_kind;
use super::state::{Readiness, ReadyState};
use crate::Object;

/// How an object stands: by its deletion, its generation and the conditions every object may have, then by the rules of
/// its kind, then by a condition `Ready`. `now` is the time in seconds since 1970.
pub fn readiness(object: &Object, now: i64) -> Readiness {
    by_common_fields(object)
        .or_else(|| by_kind(object, now))
        .or_else(|| by_ready_condition(object))
        .unwrap_or_else(|| Readiness::current("Resource is current"))
}

fn by_common_fields(object: &Object) -> Option<Readiness> {
    if !object.text(&["metadata", "deletionTimestamp"]).is_empty() {
        let message = "Resource scheduled for deletion";
        return Some(Readiness::new(ReadyState::Terminating, message));
    }
    if let Some(generation) = number(object, &["metadata", "generation"])
        && let Some(observed) = number(object, &["status", "observedGeneration"])
        && observed != generation
    {
        return Some(Readiness::in_progress(format!(
            "{} generation is {generation}, but latest observed generation is {observed}",
            object.kind()
        )));
    }
    conditions(object)
        .filter(Condition::is_true)
        .find_map(|condition| match condition.kind {
            "Reconciling" => Some(Readiness::in_progress(condition.message)),
            "Stalled" => Some(Readiness::failed(condition.message)),
            _ => None,
        })
}

fn by_ready_condition(object: &Object) -> Option<Readiness> {
    conditions(object)
        .filter(|condition| condition.kind == "Ready")
        .find_map(|condition| match condition.status {
            "True" => Some(Readiness::current("Resource is Ready")),
            "False" | "Unknown" => Some(Readiness::in_progress(condition.message)),
            _ => None,
        })
}
