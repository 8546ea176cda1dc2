use steersman_plan::diff::Secrets;
use steersman_plan::{Object, Resource};

use super::super::attempt::Tried;
use super::super::model::Finding;
use crate::ReleaseContext;

/// What is looked at.
pub(in crate::planning) struct Subject<'a> {
    pub(in crate::planning) tried: &'a [Tried],
    pub(in crate::planning) unserved: &'a [steersman_plan::Gvk],
    /// The objects of the release as they are to be, hooks included.
    pub(in crate::planning) targets: &'a [Resource],
    pub(in crate::planning) secrets: &'a Secrets,
    pub(in crate::planning) release: (&'a str, &'a str),
    /// Whether objects of others are taken over.
    pub(in crate::planning) takes_ownership: bool,
    /// Whether somebody waits for the objects.
    pub(in crate::planning) waits: bool,
    /// The kind of the objects that hold the records.
    pub(in crate::planning) records: Option<&'a steersman_plan::Gvk>,
}

/// What was found, and what could not be looked at.
#[derive(Debug, Default)]
pub(in crate::planning) struct Report {
    pub(in crate::planning) findings: Vec<Finding>,
    pub(in crate::planning) not_checked: Vec<String>,
}

impl Report {
    pub(super) fn find(&mut self, finding: Finding) {
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    pub(super) fn skip(&mut self, what: String) {
        if !self.not_checked.contains(&what) {
            self.not_checked.push(what);
        }
    }
}

/// Looks at everything.
pub(in crate::planning) fn preflight(
    context: &ReleaseContext<'_>,
    subject: &Subject<'_>,
) -> Report {
    let mut report = Report::default();
    super::refusals::look(subject, &mut report);
    super::collisions::look(subject, &mut report);
    if !context.cluster.is_stub() {
        super::rights::look(context, subject, &mut report);
        super::classes::look(context, subject, &mut report);
        super::quota::look(context, subject, &mut report);
    }
    report.findings.sort_by_key(|finding| finding.severity);
    report
}

/// The pod template of an object, with how many pods are wanted.
pub(super) fn pod_spec(object: &Object) -> Option<(&serde_json::Value, u64)> {
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
