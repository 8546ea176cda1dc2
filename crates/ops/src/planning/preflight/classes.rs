//! Classes that objects name and that do not exist.

use serde_json::Value;
use steersman_plan::{ClusterError, Gvk, Object, ObjectRef};

use super::report::pod_spec;
use super::{Report, Subject};
use crate::ReleaseContext;
use crate::planning::model::{Finding, PlannedObject, Problem, Severity};

/// API version and kind of a class, and what comes of one that does not exist.
type Class = (&'static str, &'static str, &'static str);

const STORAGE: Class = (
    "storage.k8s.io/v1",
    "StorageClass",
    "the claim stays pending",
);
const INGRESS: Class = (
    "networking.k8s.io/v1",
    "IngressClass",
    "nobody serves the ingress",
);
const PRIORITY: Class = (
    "scheduling.k8s.io/v1",
    "PriorityClass",
    "no pod can be made",
);
const RUNTIME: Class = ("node.k8s.io/v1", "RuntimeClass", "no pod can be made");

/// The priorities that every cluster has.
const SYSTEM_PRIORITY: &str = "system-";

pub(super) fn look(context: &ReleaseContext<'_>, subject: &Subject<'_>, report: &mut Report) {
    for target in subject.targets {
        for (class, name) in named(&target.object) {
            let (api_version, kind, outcome) = class;
            let is_brought = subject
                .targets
                .iter()
                .any(|other| other.target.gvk.kind == kind && other.target.name == name);
            if is_brought {
                continue;
            }
            let reference = ObjectRef {
                gvk: Gvk::new(api_version, kind),
                namespace: None,
                name: name.clone(),
            };
            match context.cluster.get(&reference) {
                Ok(Some(_)) => {}
                Ok(None) => report.find(Finding {
                    severity: Severity::Warning,
                    kind: Problem::MissingClass,
                    object: Some(PlannedObject::from(&target.target)),
                    message: format!("{kind} {name:?} does not exist: {outcome}"),
                    hint: "choose a class that the cluster has, or make this one".to_owned(),
                }),
                Err(error) => report.skip(not_checked(kind, &name, &error)),
            }
        }
    }
}

fn not_checked(kind: &str, name: &str, error: &ClusterError) -> String {
    if error.is_forbidden() {
        format!("whether {kind} {name:?} exists: no right to see it")
    } else {
        format!("whether {kind} {name:?} exists: {error}")
    }
}

/// The classes that an object names.
fn named(object: &Object) -> Vec<(Class, String)> {
    let mut found = Vec::new();
    let mut add = |class: Class, name: Option<&Value>| {
        if let Some(name) = name.and_then(Value::as_str).filter(|name| !name.is_empty()) {
            found.push((class, name.to_owned()));
        }
    };
    match object.kind() {
        "PersistentVolumeClaim" => add(STORAGE, object.at(&["spec", "storageClassName"])),
        "Ingress" => add(INGRESS, object.at(&["spec", "ingressClassName"])),
        "StatefulSet" => {
            let claims = object.at(&["spec", "volumeClaimTemplates"]);
            for claim in claims.and_then(Value::as_array).into_iter().flatten() {
                add(STORAGE, claim.pointer("/spec/storageClassName"));
            }
        }
        _ => {}
    }
    if let Some((spec, _)) = pod_spec(object) {
        let priority = spec.get("priorityClassName");
        let is_system = priority
            .and_then(Value::as_str)
            .is_some_and(|name| name.starts_with(SYSTEM_PRIORITY));
        add(PRIORITY, priority.filter(|_| !is_system));
        add(RUNTIME, spec.get("runtimeClassName"));
    }
    found
}
