//! What the server said it would refuse.

use steersman_plan::{ApiError, Call, ClusterError};

use super::{Report, Subject};
use crate::planning::attempt::{Tried, Verdict};
use crate::planning::model::{Finding, PlannedObject, Problem, Severity};

pub(super) fn look(subject: &Subject<'_>, report: &mut Report) {
    for tried in subject.tried {
        let Verdict::Refused(error) = &tried.verdict else {
            continue;
        };
        if matches!(error, ClusterError::NoMatch(_)) {
            continue;
        }
        let (kind, hint) = classify(tried, error);
        report.find(Finding {
            severity: Severity::Error,
            kind,
            object: Some(PlannedObject::from(&tried.target)),
            message: subject.secrets.hide(&error.to_string()),
            hint: hint.to_owned(),
        });
    }
    for gvk in subject.unserved {
        let object = subject.targets.iter().find(|one| one.target.gvk == *gvk);
        report.find(Finding {
            severity: Severity::Error,
            kind: Problem::MissingKind,
            object: object.map(|one| PlannedObject::from(&one.target)),
            message: ClusterError::NoMatch(gvk.clone()).to_string(),
            hint: "install the custom resource definitions first, or another version of the chart \
                   where the API of the cluster is older or newer"
                .to_owned(),
        });
    }
}

fn classify(tried: &Tried, error: &ClusterError) -> (Problem, &'static str) {
    let ClusterError::Api(api) = error else {
        return (Problem::Refused, "");
    };
    match api.reason.as_str() {
        "Invalid" if is_immutable(api) => (
            Problem::Immutable,
            match tried.target.gvk.kind.as_str() {
                "StatefulSet" => {
                    "delete the StatefulSet without its pods (kubectl delete --cascade=orphan) \
                     and then apply the chart, or keep the field as it is"
                }
                _ => "delete the object first, or keep the field as it is",
            },
        ),
        "Forbidden" if api.message.contains("exceeded quota") => (
            Problem::Quota,
            "ask for less, or have the quota of the namespace raised",
        ),
        // What is forbidden about a field is no right.
        "Forbidden" => (
            Problem::Rights,
            "ask whoever runs the cluster for a role that allows it",
        ),
        "NotFound" if api.message.contains("namespaces") => (
            Problem::MissingNamespace,
            "make the namespace first, or use --create-namespace",
        ),
        "Conflict" if matches!(tried.call, Call::Apply { .. }) => (
            Problem::FieldConflict,
            "leave the fields to their owner, or take them with --force-conflicts",
        ),
        "AlreadyExists" => (
            Problem::Collision,
            "delete the object, or let the hook delete it with the policy before-hook-creation",
        ),
        _ => (Problem::Refused, ""),
    }
}

fn is_immutable(error: &ApiError) -> bool {
    const WORDS: [&str; 4] = [
        "field is immutable",
        "immutable",
        "updates to statefulset spec",
        "may not change once set",
    ];
    WORDS.iter().any(|word| error.message.contains(word))
        || error.message.contains("spec is immutable after creation")
}
