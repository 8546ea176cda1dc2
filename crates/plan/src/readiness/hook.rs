use super::condition::{Condition, conditions, number};
use super::state::Readiness;
use crate::Object;

/// How an object of a hook stands: Jobs and Pods have to end, everything else is ready when it exists.
pub fn hook_readiness(object: &Object) -> Readiness {
    let gvk = object.gvk();
    match (gvk.group.as_str(), gvk.kind.as_str()) {
        ("batch", "Job") => job_readiness(object),
        ("", "Pod") => match object.text(&["status", "phase"]) {
            "Succeeded" => Readiness::current(format!("pod {} succeeded", object.name())),
            "Failed" => Readiness::failed(format!("pod {} failed", object.name())),
            _ => Readiness::in_progress("Pod in progress"),
        },
        _ => Readiness::current("Resource is current"),
    }
}

/// How a Job stands that has to end.
pub fn job_readiness(object: &Object) -> Readiness {
    ended_job(object).unwrap_or_else(|| Readiness::in_progress("Job in progress"))
}

/// How a Job ended, if it did.
pub(super) fn ended_job(object: &Object) -> Option<Readiness> {
    let parallelism = number(object, &["spec", "parallelism"]).unwrap_or(1);
    let completions = number(object, &["spec", "completions"]).unwrap_or(parallelism);
    let count = |key| number(object, &["status", key]).unwrap_or(0);
    conditions(object)
        .filter(Condition::is_true)
        .find_map(|condition| match condition.kind {
            "Complete" => Some(Readiness::current(format!(
                "Job Completed. succeeded: {}/{completions}",
                count("succeeded")
            ))),
            "Failed" => Some(Readiness::failed(format!(
                "Job Failed. failed: {}/{completions}",
                count("failed")
            ))),
            _ => None,
        })
}
