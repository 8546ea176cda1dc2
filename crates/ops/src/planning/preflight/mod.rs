//! What would go wrong, found before anything is written.

mod classes;
mod collisions;
mod quota;
mod refusals;
mod rights;

use steersman_plan::diff::Secrets;
use steersman_plan::{Object, Resource};

use super::attempt::Tried;
use super::model::Finding;
use crate::ReleaseContext;

/// What is looked at.
pub(super) struct Subject<'a> {
    pub(super) tried: &'a [Tried],
    pub(super) unserved: &'a [steersman_plan::Gvk],
    /// The objects of the release as they are to be, hooks included.
    pub(super) targets: &'a [Resource],
    pub(super) secrets: &'a Secrets,
    pub(super) release: (&'a str, &'a str),
    /// Whether objects of others are taken over.
    pub(super) takes_ownership: bool,
    /// Whether somebody waits for the objects.
    pub(super) waits: bool,
    /// The kind of the objects that hold the records.
    pub(super) records: Option<&'a steersman_plan::Gvk>,
}

/// What was found, and what could not be looked at.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) findings: Vec<Finding>,
    pub(super) not_checked: Vec<String>,
}

impl Report {
    fn find(&mut self, finding: Finding) {
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    fn skip(&mut self, what: String) {
        if !self.not_checked.contains(&what) {
            self.not_checked.push(what);
        }
    }
}

/// Looks at everything.
pub(super) fn preflight(context: &ReleaseContext<'_>, subject: &Subject<'_>) -> Report {
    let mut report = Report::default();
    refusals::look(subject, &mut report);
    collisions::look(subject, &mut report);
    if !context.cluster.is_stub() {
        rights::look(context, subject, &mut report);
        classes::look(context, subject, &mut report);
        quota::look(context, subject, &mut report);
    }
    report.findings.sort_by_key(|finding| finding.severity);
    report
}

/// The pod template of an object, with how many pods are wanted.
fn pod_spec(object: &Object) -> Option<(&serde_json::Value, u64)> {
    let number = |path: &[&str]| object.at(path).and_then(serde_json::Value::as_u64);
    Some(match object.kind() {
        "Pod" => (object.at(&["spec"])?, 1),
        "Deployment" | "StatefulSet" | "ReplicaSet" | "ReplicationController" => (
            object.at(&["spec", "template", "spec"])?,
            number(&["spec", "replicas"]).unwrap_or(1),
        ),
        "Job" => (
            object.at(&["spec", "template", "spec"])?,
            number(&["spec", "parallelism"]).unwrap_or(1),
        ),
        "DaemonSet" => (object.at(&["spec", "template", "spec"])?, 0),
        "CronJob" => (
            object.at(&["spec", "jobTemplate", "spec", "template", "spec"])?,
            0,
        ),
        _ => return None,
    })
}
