use serde_json::{Map, Value};

use super::fields::{id_of, key_of};
use crate::Object;

/// The metadata that the server sets and that says nothing about what an object is to be.
const SET_BY_SERVER: [&str; 7] = [
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// The annotations that controllers set.
const SET_BY_CONTROLLERS: [&str; 3] = [
    "deployment.kubernetes.io/revision",
    "deprecated.daemonset.template.generation",
    "kubectl.kubernetes.io/last-applied-configuration",
];

/// The object without what the server and its controllers keep there for themselves: its status, versions and times.
pub fn normalized(object: &Object) -> Object {
    let mut object = object.clone();
    object.0.remove("status");
    let Some(Value::Object(metadata)) = object.0.get_mut("metadata") else {
        return object;
    };
    for key in SET_BY_SERVER {
        metadata.remove(key);
    }
    if let Some(Value::Object(annotations)) = metadata.get_mut("annotations") {
        for key in SET_BY_CONTROLLERS {
            annotations.remove(key);
        }
        if annotations.is_empty() {
            metadata.remove("annotations");
        }
    }
    object
}

/// What comes of an object when a wanted one is laid over it: fields that are not wanted stay. It is as near as one can
/// come to the truth where the server does not say it.
pub fn laid_over(before: &Object, wanted: &Object) -> Object {
    let mut after = before.clone();
    lay_map(&mut after.0, &wanted.0);
    after
}

fn lay_map(under: &mut Map<String, Value>, over: &Map<String, Value>) {
    for (key, over) in over {
        match under.get_mut(key) {
            Some(under) => lay(under, over),
            None => {
                under.insert(key.clone(), over.clone());
            }
        }
    }
}

fn lay(under: &mut Value, over: &Value) {
    match (&mut *under, over) {
        (Value::Object(under), Value::Object(over)) => lay_map(under, over),
        (Value::Array(items), Value::Array(over)) => {
            let Some(key) = key_of(items, over) else {
                over.clone_into(items);
                return;
            };
            let mut laid = Vec::with_capacity(over.len());
            for item in over {
                let id = id_of(item, key);
                match items.iter().find(|under| id_of(under, key) == id) {
                    Some(under) => {
                        let mut under = under.clone();
                        lay(&mut under, item);
                        laid.push(under);
                    }
                    None => laid.push(item.clone()),
                }
            }
            *items = laid;
        }
        _ => *under = over.clone(),
    }
}
