use serde_json::{Map, Value};

use super::{FieldPath, PathStep};
use crate::Object;

/// The fields by which the items of lists are told apart, the first that fits.
const KEYS: [&str; 11] = [
    "name",
    "containerPort",
    "port",
    "mountPath",
    "devicePath",
    "key",
    "ip",
    "topologyKey",
    "type",
    "host",
    "uid",
];

/// A field that differs. A whole part that is new or gone is told field by field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Which field.
    pub path: FieldPath,
    /// Its value before; none when it was not there.
    pub before: Option<Value>,
    /// Its value afterwards; none when it is gone.
    pub after: Option<Value>,
}

/// The fields that differ between two objects, in order of their paths. Without one of them it is every field of the
/// other.
///
/// ```
/// use steersman_plan::diff::diff;
/// use steersman_plan::Object;
///
/// let object = |text: &str| serde_json::from_str::<Object>(text);
/// let before = object(r#"{"spec": {"replicas": 1}}"#)?;
/// let after = object(r#"{"spec": {"replicas": 2}}"#)?;
/// let changes = diff(Some(&before), Some(&after));
/// assert_eq!(changes[0].path.to_string(), "spec.replicas");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn diff(before: Option<&Object>, after: Option<&Object>) -> Vec<FieldChange> {
    let empty = Map::new();
    let mut changes = Vec::new();
    let sides = (
        before.map_or(&empty, |object| &object.0),
        after.map_or(&empty, |object| &object.0),
    );
    maps(&FieldPath::default(), sides, &mut changes);
    changes
}

fn maps(
    path: &FieldPath,
    (before, after): (&Map<String, Value>, &Map<String, Value>),
    changes: &mut Vec<FieldChange>,
) {
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let inner = path.with(PathStep::Key(key.clone()));
        values(&inner, (before.get(key), after.get(key)), changes);
    }
}

fn values(
    path: &FieldPath,
    (before, after): (Option<&Value>, Option<&Value>),
    changes: &mut Vec<FieldChange>,
) {
    let empty = Map::new();
    match (before, after) {
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            maps(path, (before, after), changes);
        }
        (Some(Value::Array(before)), Some(Value::Array(after))) => {
            lists(path, (before, after), changes);
        }
        (Some(Value::Object(before)), None) if !before.is_empty() => {
            maps(path, (before, &empty), changes);
        }
        (None, Some(Value::Object(after))) if !after.is_empty() => {
            maps(path, (&empty, after), changes);
        }
        (Some(Value::Array(before)), None) if !before.is_empty() => {
            lists(path, (before, &[]), changes);
        }
        (None, Some(Value::Array(after))) if !after.is_empty() => {
            lists(path, (&[], after), changes);
        }
        (Some(before), Some(after)) if is_same(before, after) => {}
        (before, after) => changes.push(FieldChange {
            path: path.clone(),
            before: before.cloned(),
            after: after.cloned(),
        }),
    }
}

/// `1` and `1.0` are the same number.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        _ => a == b,
    }
}

fn lists(path: &FieldPath, (before, after): (&[Value], &[Value]), changes: &mut Vec<FieldChange>) {
    let Some(key) = key_of(before, after) else {
        for place in 0..before.len().max(after.len()) {
            let inner = path.with(PathStep::Index(place));
            values(&inner, (before.get(place), after.get(place)), changes);
        }
        return;
    };
    let find = |items: &[Value], id: &str| {
        let found = items
            .iter()
            .find(|item| id_of(item, key).as_deref() == Some(id));
        found.cloned()
    };
    let ids = |items: &[Value]| -> Vec<String> {
        items.iter().filter_map(|item| id_of(item, key)).collect()
    };
    let (old, new) = (ids(before), ids(after));
    let gone = old.iter().filter(|id| !new.contains(id));
    for id in new.iter().chain(gone) {
        let inner = path.with(PathStep::Item(id.clone()));
        let (before, after) = (find(before, id), find(after, id));
        values(&inner, (before.as_ref(), after.as_ref()), changes);
    }
    let common = |ids: &[String], others: &[String]| -> Vec<Value> {
        let both = ids.iter().filter(|id| others.contains(id));
        both.cloned().map(Value::String).collect()
    };
    let (old, new) = (common(&old, &new), common(&new, &old));
    if old != new {
        changes.push(FieldChange {
            path: path.with(PathStep::Order),
            before: Some(Value::Array(old)),
            after: Some(Value::Array(new)),
        });
    }
}

/// The field that tells the items of both lists apart.
pub(super) fn key_of(before: &[Value], after: &[Value]) -> Option<&'static str> {
    let tells_apart = |items: &[Value], key: &str| {
        let mut ids: Vec<String> = items.iter().filter_map(|item| id_of(item, key)).collect();
        let count = ids.len();
        ids.sort();
        ids.dedup();
        count == items.len() && ids.len() == count
    };
    KEYS.into_iter()
        .find(|key| tells_apart(before, key) && tells_apart(after, key))
        .filter(|_| !before.is_empty() || !after.is_empty())
}

/// The value that tells an item from others.
pub(super) fn id_of(item: &Value, key: &str) -> Option<String> {
    match item.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
