//! Who owns the fields of an object, when it goes over from patches computed here to server-side apply.

use serde_json::{Map, Value, json};

use crate::Object;

/// The JSON patch that makes the fields a manager set by updates its fields by apply, so that apply removes what is no
/// longer wanted. None when there is nothing to do.
pub fn adopt_managed_fields(object: &Object, manager: &str) -> Option<Value> {
    let entries = object.at(&["metadata", "managedFields"])?.as_array()?;
    let is = |entry: &Value, operation: &str| {
        entry.get("manager").and_then(Value::as_str) == Some(manager)
            && entry.get("operation").and_then(Value::as_str) == Some(operation)
            && entry
                .get("subresource")
                .and_then(Value::as_str)
                .is_none_or(str::is_empty)
    };
    let mut changed = entries.clone();
    let place = match entries.iter().position(|entry| is(entry, "Apply")) {
        Some(place) => place,
        None => entries.iter().position(|entry| is(entry, "Update"))?,
    };
    let version = entries[place].get("apiVersion");
    let update = entries
        .iter()
        .find(|entry| is(entry, "Update") && entry.get("apiVersion") == version);
    let target = changed[place].as_object_mut()?;
    target.insert("operation".to_owned(), json!("Apply"));
    if let Some(Value::Object(fields)) = update.and_then(|entry| entry.get("fieldsV1")) {
        let own = target
            .entry("fieldsV1")
            .or_insert_with(|| Value::Object(Map::new()));
        unite(own.as_object_mut()?, fields);
    }
    let mut kept = 0;
    changed.retain(|entry| {
        kept += 1;
        kept == place + 1 || !is(entry, "Update")
    });
    if &changed == entries {
        return None;
    }
    Some(json!([
        {"op": "replace", "path": "/metadata/managedFields", "value": changed},
        {
            "op": "replace",
            "path": "/metadata/resourceVersion",
            "value": object.text(&["metadata", "resourceVersion"]),
        },
    ]))
}

/// Adds the fields of one set to another.
fn unite(fields: &mut Map<String, Value>, more: &Map<String, Value>) {
    for (key, more) in more {
        match (fields.get_mut(key), more) {
            (Some(Value::Object(below)), Value::Object(more)) => unite(below, more),
            (Some(_), _) => {}
            (None, more) => {
                fields.insert(key.clone(), more.clone());
            }
        }
    }
}
