//! JSON merge patches (RFC 7386).

use serde_json::{Map, Value};

use crate::Object;

/// The patch that makes `new` of `old`; empty when they are the same.
pub fn merge_patch(old: &Object, new: &Object) -> Map<String, Value> {
    difference(&old.0, &new.0, Wanted::Everything)
}

/// The patch for a live object: what `old` has and `new` has not is removed, what differs from `new` is set.
pub fn three_way_merge_patch(old: &Object, new: &Object, live: &Object) -> Map<String, Value> {
    let mut patch = difference(&old.0, &new.0, Wanted::Removals);
    lay_over(&mut patch, difference(&live.0, &new.0, Wanted::Values));
    patch
}

/// Which part of a difference is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Everything,
    /// What is no longer there.
    Removals,
    /// What is new or other.
    Values,
}

fn difference(
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    wanted: Wanted,
) -> Map<String, Value> {
    let mut patch = Map::new();
    for (key, value) in new {
        match (old.get(key), value) {
            (Some(Value::Object(old)), Value::Object(new)) => {
                let inner = difference(old, new, wanted);
                if !inner.is_empty() {
                    patch.insert(key.clone(), Value::Object(inner));
                }
            }
            (Some(old), new) if same(old, new) => {}
            _ if wanted == Wanted::Removals => {}
            (_, new) => {
                patch.insert(key.clone(), new.clone());
            }
        }
    }
    if wanted != Wanted::Values {
        for key in old.keys().filter(|key| !new.contains_key(*key)) {
            patch.insert(key.clone(), Value::Null);
        }
    }
    patch
}

fn lay_over(patch: &mut Map<String, Value>, over: Map<String, Value>) {
    for (key, value) in over {
        match (patch.get_mut(&key), value) {
            (Some(Value::Object(inner)), Value::Object(over)) => lay_over(inner, over),
            (_, value) => {
                patch.insert(key, value);
            }
        }
    }
}

/// Whether two values are the same; `1` and `1.0` are.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}
