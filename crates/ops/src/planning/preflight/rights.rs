//! Rights that are missing.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use steersman_plan::{Call, DryRun, Object, ObjectRef};

use super::{Report, Subject};
use crate::planning::attempt::Tried;
use crate::planning::model::{Finding, PlannedObject, Problem, Severity};
use crate::{FIELD_MANAGER, ReleaseContext};

/// Verb, group, plural, namespace.
type Right = (&'static str, String, String, String);

/// Who needs a right.
struct Need {
    /// The first object that needs it.
    object: PlannedObject,
    /// The names of all of them.
    names: Vec<String>,
}

pub(super) fn look(context: &ReleaseContext<'_>, subject: &Subject<'_>, report: &mut Report) {
    let mut needs: BTreeMap<Right, Need> = BTreeMap::new();
    for tried in subject.tried {
        let Ok(plural) = context.cluster.plural(&tried.target.gvk) else {
            continue;
        };
        for verb in verbs(tried) {
            need(&mut needs, verb, &plural, &tried.target);
        }
        if subject.waits && !matches!(tried.call, Call::Delete { .. }) {
            for verb in ["list", "watch"] {
                need(&mut needs, verb, &plural, &tried.target);
            }
        }
    }
    if let Some(gvk) = subject.records
        && let Ok(plural) = context.cluster.plural(gvk)
    {
        let target = ObjectRef {
            gvk: gvk.clone(),
            namespace: Some(subject.release.1.to_owned()),
            name: format!("sh.helm.release.v1.{}.v1", subject.release.0),
        };
        for verb in ["list", "create", "update"] {
            need(&mut needs, verb, &plural, &target);
        }
    }
    ask(context, needs, report);
}

/// The rights that a write needs.
fn verbs(tried: &Tried) -> Vec<&'static str> {
    match (&tried.call, &tried.before) {
        (Call::Create { .. }, _) => vec!["create"],
        (Call::Apply { .. }, None) => vec!["get", "create", "patch"],
        (Call::Apply { .. } | Call::Patch { .. }, _) => vec!["get", "patch"],
        (Call::Replace { .. }, _) => vec!["get", "update"],
        (Call::Delete { .. }, _) => vec!["get", "delete"],
        _ => Vec::new(),
    }
}

fn need(needs: &mut BTreeMap<Right, Need>, verb: &'static str, plural: &str, target: &ObjectRef) {
    let right = (
        verb,
        target.gvk.group.clone(),
        plural.to_owned(),
        target.namespace.clone().unwrap_or_default(),
    );
    let known = needs.entry(right).or_insert_with(|| Need {
        object: PlannedObject::from(target),
        names: Vec::new(),
    });
    known.names.push(target.name.clone());
}

fn ask(context: &ReleaseContext<'_>, needs: BTreeMap<Right, Need>, report: &mut Report) {
    let reviews = needs.keys().map(|right| review(right, ""));
    let answers = context.cluster.send(reviews.collect());
    for ((right, need), answer) in needs.into_iter().zip(answers) {
        match answer.map(|answer| is_allowed(answer.into_object())) {
            Ok(true) => {}
            Ok(false) if allowed_by_name(context, &right, &need) => {}
            Ok(false) => report.find(missing(&right, need)),
            Err(error) => {
                report.skip(format!("rights: {error}"));
                return;
            }
        }
    }
}

/// Whether the right holds for each of the objects by its name, which making new ones has none of.
fn allowed_by_name(context: &ReleaseContext<'_>, right: &Right, need: &Need) -> bool {
    if matches!(right.0, "create" | "list" | "watch") {
        return false;
    }
    let reviews = need.names.iter().map(|name| review(right, name)).collect();
    let answers = context.cluster.send(reviews);
    answers
        .into_iter()
        .all(|answer| answer.is_ok_and(|answer| is_allowed(answer.into_object())))
}

fn missing((verb, group, plural, namespace): &Right, need: Need) -> Finding {
    let resource = match group.as_str() {
        "" => plural.clone(),
        group => format!("{plural}.{group}"),
    };
    let place = match namespace.as_str() {
        "" => "at the scope of the cluster".to_owned(),
        namespace => format!("in namespace {namespace:?}"),
    };
    Finding {
        severity: Severity::Error,
        kind: Problem::Rights,
        object: Some(need.object),
        message: format!("no right to {verb} {resource} {place}"),
        hint: format!("ask whoever runs the cluster for a role that allows {verb} on {resource}"),
    }
}

fn review((verb, group, plural, namespace): &Right, name: &str) -> Call {
    let value = json!({
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "metadata": {},
        "spec": {"resourceAttributes": {
            "verb": verb,
            "group": group,
            "resource": plural,
            "namespace": namespace,
            "name": name,
        }},
    });
    let object = match value {
        Value::Object(map) => Object(map),
        _ => Object(Map::new()),
    };
    Call::Create {
        object,
        namespace: String::new(),
        manager: FIELD_MANAGER.to_owned(),
        // A question changes nothing.
        dry_run: DryRun::Off,
    }
}

fn is_allowed(answer: Option<Object>) -> bool {
    let answer = answer.unwrap_or_default();
    answer.at(&["status", "allowed"]) == Some(&Value::Bool(true))
}
