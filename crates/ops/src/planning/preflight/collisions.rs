//! Objects that belong to somebody else.

use steersman_plan::{Call, Object, Owner, RELEASE_NAME_ANNOTATION, RELEASE_NAMESPACE_ANNOTATION};

use super::{Report, Subject};
use crate::planning::model::{Finding, PlannedObject, Problem, Severity};
use crate::planning::rehearsal::key_of;

pub(super) fn look(subject: &Subject<'_>, report: &mut Report) {
    if subject.takes_ownership {
        return;
    }
    let owner = Owner {
        name: subject.release.0,
        namespace: subject.release.1,
    };
    let own: Vec<_> = subject
        .targets
        .iter()
        .filter(|target| target.object.annotation("helm.sh/hook").is_none())
        .map(|target| key_of(&target.target))
        .collect();
    for tried in subject.tried {
        let Some(before) = &tried.before else {
            continue;
        };
        let is_write = !matches!(tried.call, Call::Delete { .. });
        if !is_write || !own.contains(&key_of(&tried.target)) || owner.check(before).is_ok() {
            continue;
        }
        report.find(Finding {
            severity: Severity::Error,
            kind: Problem::Collision,
            object: Some(PlannedObject::from(&tried.target)),
            message: format!("it is there already and belongs to {}", holder(before)),
            hint: "choose another name, or take it over with --take-ownership".to_owned(),
        });
    }
}

/// Who an object belongs to.
fn holder(object: &Object) -> String {
    let release = object.annotation(RELEASE_NAME_ANNOTATION);
    let namespace = object.annotation(RELEASE_NAMESPACE_ANNOTATION);
    match (release, namespace) {
        (Some(release), Some(namespace)) => {
            format!("release {release} in namespace {namespace}")
        }
        _ => "no release".to_owned(),
    }
}
