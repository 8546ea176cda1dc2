use std::collections::BTreeMap;

use serde_json::Value;
use steersman_plan::{Answer, Call, Gvk, Object, ObjectRef, Resource, Selector, build};
use steersman_release::Release;

use super::{ReadError, Source};

/// How the live objects of a release are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Not at all.
    Nothing,
    /// As the tables that the server prints of them.
    Tables,
    /// As they are.
    Objects,
}

/// Live objects by what they are, such as `v1/Deployment`, in the order in which the manifest has them.
pub type Resources = Vec<(String, Vec<Object>)>;

/// The group of the pods that belong to the objects of a release.
const RELATED: &str = "v1/Pod(related)";

/// A revision of a release (the newest when it is 0 or less) with what there is of its objects in the cluster. Objects
/// that cannot be read are left out.
///
/// # Errors
/// [`ReadError`]
pub fn status(
    source: &Source<'_>,
    name: &str,
    revision: i64,
    form: Form,
) -> Result<(Release, Resources), ReadError> {
    let release = source.content(name, revision)?;
    if form == Form::Nothing || source.cluster.is_stub() {
        return Ok((release, Resources::new()));
    }
    let manifest = release.manifest.as_bytes();
    let mut resources = build(source.cluster, manifest, &release.namespace)?;
    // What the server was to name cannot be found again.
    resources.retain(|resource| !resource.target.name.is_empty());
    let live = read(source, &resources, form);
    Ok((release, live))
}

fn read(source: &Source<'_>, resources: &[Resource], form: Form) -> Resources {
    let mut calls: Vec<Call> = resources
        .iter()
        .map(|resource| read_call(&resource.target, form))
        .collect();
    // Pods are asked for along with what they belong to, and left out where that is not there.
    let selectors: Vec<_> = resources
        .iter()
        .map(|resource| pod_labels(&resource.object))
        .collect();
    let mut wanted: Vec<&BTreeMap<String, String>> = Vec::new();
    for (resource, labels) in resources.iter().zip(&selectors) {
        if let Some(labels) = labels.as_ref().filter(|labels| !wanted.contains(labels)) {
            wanted.push(labels);
            calls.push(pods_call(resource.target.namespace.clone(), labels, form));
        }
    }
    let mut answers = source.cluster.send(calls).into_iter();
    let mut live = Resources::new();
    let mut owned = Vec::new();
    for ((resource, labels), answer) in resources.iter().zip(&selectors).zip(answers.by_ref()) {
        let Some(object) = answer.ok().and_then(Answer::into_object) else {
            continue;
        };
        let gvk = &resource.target.gvk;
        add(&mut live, &format!("{}/{}", gvk.version, gvk.kind), object);
        owned.extend(labels);
    }
    for (labels, answer) in wanted.into_iter().zip(answers) {
        let pods = answer.ok().and_then(Answer::into_object);
        if let Some(pods) = pods.filter(|_| owned.contains(&labels)) {
            add(&mut live, RELATED, with_types(pods));
        }
    }
    live
}

fn add(live: &mut Resources, group: &str, object: Object) {
    match live.iter_mut().find(|(known, _)| known == group) {
        Some((_, objects)) => objects.push(object),
        None => live.push((group.to_owned(), vec![object])),
    }
}

fn read_call(target: &ObjectRef, form: Form) -> Call {
    match form {
        Form::Tables => Call::Table {
            target: target.clone(),
            selector: Selector::default(),
        },
        Form::Nothing | Form::Objects => Call::Get(target.clone()),
    }
}

fn pods_call(namespace: Option<String>, labels: &BTreeMap<String, String>, form: Form) -> Call {
    let pairs: Vec<_> = labels
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    let selector = Selector {
        labels: pairs.join(","),
        ..Selector::default()
    };
    let gvk = Gvk::new("v1", "Pod");
    match form {
        Form::Tables => Call::Table {
            target: ObjectRef {
                gvk,
                namespace,
                name: String::new(),
            },
            selector,
        },
        Form::Nothing | Form::Objects => Call::Collection {
            gvk,
            namespace,
            selector,
        },
    }
}

/// A list of pods whose items say what they are; the server leaves that out.
fn with_types(mut list: Object) -> Object {
    let items = list.0.get_mut("items").and_then(Value::as_array_mut);
    let items = items.into_iter().flatten();
    for item in items.filter_map(Value::as_object_mut) {
        item.insert("apiVersion".to_owned(), Value::from("v1"));
        item.insert("kind".to_owned(), Value::from("Pod"));
    }
    list
}

/// The labels by which an object finds its pods.
fn pod_labels(object: &Object) -> Option<BTreeMap<String, String>> {
    let labels = match object.kind() {
        "ReplicaSet" | "Deployment" | "StatefulSet" | "DaemonSet" | "Job" => {
            object.at(&["spec", "selector", "matchLabels"])?
        }
        "ReplicationController" => object.at(&["spec", "selector"])?,
        _ => return None,
    };
    let labels = labels.as_object()?.iter();
    labels
        .map(|(key, value)| match value {
            Value::String(value) => Some((key.clone(), value.clone())),
            _ => None,
        })
        .collect()
}
