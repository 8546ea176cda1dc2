use std::io::Read as _;

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use regex_lite::Regex;
use serde_json::{Map, Value, json};
use steersman_cluster::KubeCluster;
use steersman_plan::{Answer, Call, Cluster as _, Gvk, Object, Selector};

/// The kinds that are looked at.
const KINDS: [(&str, &str); 17] = [
    ("v1", "ConfigMap"),
    ("v1", "Secret"),
    ("v1", "Service"),
    ("v1", "ServiceAccount"),
    ("v1", "PersistentVolumeClaim"),
    ("v1", "Pod"),
    ("apps/v1", "Deployment"),
    ("apps/v1", "StatefulSet"),
    ("apps/v1", "DaemonSet"),
    ("batch/v1", "Job"),
    ("batch/v1", "CronJob"),
    ("networking.k8s.io/v1", "Ingress"),
    ("networking.k8s.io/v1", "NetworkPolicy"),
    ("rbac.authorization.k8s.io/v1", "Role"),
    ("rbac.authorization.k8s.io/v1", "RoleBinding"),
    ("policy/v1", "PodDisruptionBudget"),
    ("autoscaling/v2", "HorizontalPodAutoscaler"),
];

/// The kinds outside namespaces, of which only the release's own objects are looked at.
const GLOBAL_KINDS: [(&str, &str); 7] = [
    ("rbac.authorization.k8s.io/v1", "ClusterRole"),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
    ("networking.k8s.io/v1", "IngressClass"),
    ("scheduling.k8s.io/v1", "PriorityClass"),
    ("storage.k8s.io/v1", "StorageClass"),
    (
        "admissionregistration.k8s.io/v1",
        "MutatingWebhookConfiguration",
    ),
    (
        "admissionregistration.k8s.io/v1",
        "ValidatingWebhookConfiguration",
    ),
];

/// Managers that are parts of the cluster.
const CONTROLLERS: [&str; 3] = ["kube-controller-manager", "kube-scheduler", "kwok"];

/// The objects and the records of a namespace, without what the server sets.
pub(super) fn state(cluster: &KubeCluster, namespace: &str) -> Result<Value> {
    let list = |(version, kind): &(&str, &str), namespace| Call::List {
        gvk: Gvk::new(version, kind),
        namespace,
        selector: Selector::default(),
    };
    let of_namespace = KINDS
        .iter()
        .map(|kind| list(kind, Some(namespace.to_owned())));
    let global = GLOBAL_KINDS.iter().map(|kind| list(kind, None));
    let calls = of_namespace.chain(global).collect();
    let mut objects = Map::new();
    let mut records = Map::new();
    for answer in cluster.send(calls) {
        for object in Answer::into_list(answer?) {
            let key = format!("{} {}", object.kind(), object.name());
            if object.name().starts_with("sh.helm.release.") {
                records.insert(key, record(&object)?);
            } else if is_ours(&object, namespace) {
                objects.insert(key, plain(object));
            }
        }
    }
    let text = json!({"objects": objects, "records": records}).to_string();
    let times = Regex::new(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")?;
    let text = times.replace_all(&text, "TIME");
    Ok(serde_json::from_str(&text.replace(namespace, "NAMESPACE"))?)
}

/// Whether an object is there because of the release, and not because a controller made it or it is of the cluster.
fn is_ours(object: &Object, namespace: &str) -> bool {
    // It is on its way out, and gone a moment later.
    if !object.text(&["metadata", "deletionTimestamp"]).is_empty() {
        return false;
    }
    if object.namespace().is_none() {
        let release = &["metadata", "annotations", "meta.helm.sh/release-namespace"];
        return object.text(release) == namespace;
    }
    let owners = object.at(&["metadata", "ownerReferences"]);
    let owned = owners.and_then(Value::as_array).into_iter().flatten();
    let controlled = owned
        .into_iter()
        .any(|owner| owner.get("controller") == Some(&Value::Bool(true)));
    let managers = object.at(&["metadata", "managedFields"]);
    let managers = managers.and_then(Value::as_array);
    // The claims of a stateful set belong to nobody, and come a moment later.
    let only_by_controllers = managers.is_some_and(|entries| {
        entries.iter().all(|entry| {
            let manager = entry.get("manager").and_then(Value::as_str);
            CONTROLLERS.contains(&manager.unwrap_or_default())
        })
    });
    let is_of_cluster = matches!(object.name(), "kube-root-ca.crt" | "default");
    !controlled && !only_by_controllers && !is_of_cluster
}

fn plain(mut object: Object) -> Value {
    object.0.remove("status");
    let metadata = object.metadata_mut();
    for field in ["uid", "resourceVersion", "creationTimestamp", "generation"] {
        metadata.remove(field);
    }
    if let Some(Value::Array(entries)) = metadata.get_mut("managedFields") {
        entries.retain(|entry| {
            let manager = entry.get("manager").and_then(Value::as_str);
            entry.get("subresource").is_none()
                && !CONTROLLERS.contains(&manager.unwrap_or_default())
        });
        for entry in entries.iter_mut().filter_map(Value::as_object_mut) {
            entry.remove("time");
        }
        entries.sort_by_key(Value::to_string);
    }
    // The controller counts there, a moment later.
    let annotations = metadata.get_mut("annotations");
    if let Some(annotations) = annotations.and_then(Value::as_object_mut) {
        annotations.remove("deployment.kubernetes.io/revision");
    }
    let kind = object.kind().to_owned();
    let mut value = Value::Object(object.0);
    let assigned: &[&str] = match kind.as_str() {
        "Service" => &[
            "/spec/clusterIP",
            "/spec/clusterIPs",
            "/spec/healthCheckNodePort",
        ],
        "Job" => &[
            "/spec/selector",
            "/metadata/labels",
            "/spec/template/metadata/labels",
        ],
        "PersistentVolumeClaim" => &["/spec/volumeName", "/metadata/annotations"],
        _ => &[],
    };
    for pointer in assigned {
        let (parent, field) = pointer.rsplit_once('/').unwrap_or_default();
        let parent = value.pointer_mut(parent).and_then(Value::as_object_mut);
        parent.and_then(|parent| parent.remove(field));
    }
    let ports = value
        .pointer_mut("/spec/ports")
        .and_then(Value::as_array_mut);
    for port in ports.into_iter().flatten().filter_map(Value::as_object_mut) {
        port.remove("nodePort");
    }
    value
}

/// A record as it is stored, and the labels it is found by.
fn record(object: &Object) -> Result<Value> {
    let stored = object.text(&["data", "release"]);
    let inner = STANDARD.decode(stored)?;
    let packed = STANDARD.decode(inner)?;
    let mut text = String::new();
    GzDecoder::new(packed.as_slice()).read_to_string(&mut text)?;
    let mut labels = object.at(&["metadata", "labels"]).cloned();
    if let Some(labels) = labels.as_mut().and_then(Value::as_object_mut) {
        labels.remove("createdAt");
        labels.remove("modifiedAt");
    }
    Ok(json!({
        "release": serde_json::from_str::<Value>(&text)?,
        "labels": labels,
        "type": object.text(&["type"]),
    }))
}
