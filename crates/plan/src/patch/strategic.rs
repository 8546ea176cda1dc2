//! Kubernetes' strategic three-way merge.

use serde_json::{Map, Value, json};

use super::merge::same;
use super::schema::{Rule, Shape};
use crate::{Gvk, Object};

/// The strategic merge patch for a live object: what `old` has and `new` has not is removed, what differs from `new`
/// is set, and what only the live object has stays. Empty when there is nothing to do.
pub fn strategic_patch(gvk: &Gvk, old: &Object, new: &Object, live: &Object) -> Map<String, Value> {
    Versions {
        old: Some(&old.0),
        new: &new.0,
        live: &live.0,
    }
    .patch(Shape::of(gvk), Keep::All)
}

/// A mapping as it was asked for, is asked for now, and is.
#[derive(Clone, Copy)]
struct Versions<'a> {
    old: Option<&'a Map<String, Value>>,
    new: &'a Map<String, Value>,
    live: &'a Map<String, Value>,
}

/// What becomes of keys that only the live mapping has, when there is something to change.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    All,
    Named,
}

impl Versions<'_> {
    fn patch(self, shape: Shape, keep: Keep) -> Map<String, Value> {
        let mut patch = Map::new();
        for (key, new) in self.new {
            let old = self.old.and_then(|old| old.get(key));
            let (rule, inner) = shape.field(key);
            field(key, rule, inner, (old, new, self.live.get(key)), &mut patch);
        }
        for key in self.old.into_iter().flat_map(Map::keys) {
            if !self.new.contains_key(key) && self.live.contains_key(key) {
                patch.insert(key.clone(), Value::Null);
            }
        }
        if keep == Keep::Named && !patch.is_empty() {
            let mut names: Vec<&String> = self.new.keys().collect();
            names.sort();
            patch.insert("$retainKeys".to_owned(), json!(names));
        }
        patch
    }
}

/// Puts into `patch` what is to happen to one field.
fn field(
    key: &str,
    rule: Rule,
    inner: Shape,
    (old, new, live): (Option<&Value>, &Value, Option<&Value>),
    patch: &mut Map<String, Value>,
) {
    match (rule, new, live) {
        (Rule::Plain | Rule::RetainKeys, Value::Object(new), Some(Value::Object(live))) => {
            let versions = Versions {
                old: old.and_then(Value::as_object),
                new,
                live,
            };
            let keep = if rule == Rule::RetainKeys {
                Keep::Named
            } else {
                Keep::All
            };
            let below = versions.patch(inner, keep);
            if !below.is_empty() {
                patch.insert(key.to_owned(), Value::Object(below));
            }
        }
        (Rule::ByKey { key: by, retain }, Value::Array(new), Some(Value::Array(live))) => {
            let old = old.and_then(Value::as_array).map(Vec::as_slice);
            let list = KeyedLists {
                by,
                keep: if retain { Keep::Named } else { Keep::All },
                shape: inner,
            };
            if let Some((items, order)) = list.patch(old.unwrap_or_default(), new, live) {
                if !items.is_empty() {
                    patch.insert(key.to_owned(), Value::Array(items));
                }
                if !order.is_empty() {
                    patch.insert(format!("$setElementOrder/{key}"), Value::Array(order));
                }
            } else if !same_list(new, live) {
                replace_list(key, new, patch);
            }
        }
        (Rule::Set, Value::Array(new), Some(Value::Array(live))) => {
            let old = old.and_then(Value::as_array).map(Vec::as_slice);
            set(key, (old.unwrap_or_default(), new, live), patch);
        }
        (_, new, Some(live)) if same(new, live) => {}
        (_, Value::Null, None) => {}
        (_, new, _) => {
            patch.insert(key.to_owned(), new.clone());
        }
    }
}

/// Lists of mappings that merge by the value of a key.
struct KeyedLists {
    by: &'static str,
    keep: Keep,
    shape: Shape,
}

impl KeyedLists {
    /// The items of the patch and the order of all; none when items have no key or share one.
    fn patch(
        &self,
        old: &[Value],
        new: &[Value],
        live: &[Value],
    ) -> Option<(Vec<Value>, Vec<Value>)> {
        let (old, new, live) = (self.index(old)?, self.index(new)?, self.index(live)?);
        let mut items = Vec::new();
        for (id, item) in &new {
            let Some(live) = find(&live, id) else {
                items.push(Value::Object((*item).clone()));
                continue;
            };
            let versions = Versions {
                old: find(&old, id),
                new: item,
                live,
            };
            let mut below = versions.patch(self.shape, self.keep);
            if !below.is_empty() {
                below.insert(self.by.to_owned(), (*id).clone());
                items.push(Value::Object(below));
            }
        }
        for (id, _) in &old {
            if find(&new, id).is_none() && find(&live, id).is_some() {
                items.push(json!({"$patch": "delete", self.by: id}));
            }
        }
        let in_order = {
            let mut places = live.iter().filter(|(id, _)| find(&new, id).is_some());
            let present = new.iter().filter(|(id, _)| find(&live, id).is_some());
            present
                .into_iter()
                .all(|(id, _)| places.next().is_some_and(|(live_id, _)| same(live_id, id)))
        };
        let order = if items.is_empty() && in_order {
            Vec::new()
        } else {
            new.iter().map(|(id, _)| json!({self.by: id})).collect()
        };
        Some((items, order))
    }

    fn index<'a>(&self, items: &'a [Value]) -> Option<Vec<(&'a Value, &'a Map<String, Value>)>> {
        let mut index: Vec<(&Value, &Map<String, Value>)> = Vec::with_capacity(items.len());
        for item in items {
            let item = item.as_object()?;
            let id = item.get(self.by)?;
            if find(&index, id).is_some() {
                return None;
            }
            index.push((id, item));
        }
        Some(index)
    }
}

fn find<'a>(
    index: &[(&Value, &'a Map<String, Value>)],
    id: &Value,
) -> Option<&'a Map<String, Value>> {
    index
        .iter()
        .find(|(other, _)| same(other, id))
        .map(|(_, item)| *item)
}

fn same_list(a: &[Value], b: &[Value]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

/// A list whose items can not be told apart is replaced as a whole.
fn replace_list(key: &str, new: &[Value], patch: &mut Map<String, Value>) {
    let mut items = vec![json!({"$patch": "replace"})];
    items.extend(new.iter().cloned());
    patch.insert(key.to_owned(), Value::Array(items));
}

fn set(
    key: &str,
    (old, new, live): (&[Value], &[Value], &[Value]),
    patch: &mut Map<String, Value>,
) {
    let added: Vec<&Value> = new.iter().filter(|item| !live.contains(item)).collect();
    let removed: Vec<&Value> = old
        .iter()
        .filter(|item| !new.contains(item) && live.contains(item))
        .collect();
    if added.is_empty() && removed.is_empty() {
        return;
    }
    if !added.is_empty() {
        patch.insert(key.to_owned(), json!(added));
    }
    if !removed.is_empty() {
        patch.insert(format!("$deleteFromPrimitiveList/{key}"), json!(removed));
    }
    patch.insert(format!("$setElementOrder/{key}"), json!(new));
}
