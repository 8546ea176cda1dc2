//! Which texts are secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use steersman_chart::Chart;
use steersman_plan::Object;
use steersman_plan::diff::Secrets;
use steersman_value::{Table, Tree};

/// How deep a schema is looked into.
const MAX_DEPTH: usize = 64;

/// Adds what is in the data of an object, when it is a Secret.
pub(super) fn add_object(object: &Object, secrets: &mut Secrets) {
    if object.kind() != "Secret" {
        return;
    }
    for (part, is_encoded) in [("data", true), ("stringData", false)] {
        let entries = object.at(&[part]).and_then(Value::as_object);
        let texts = entries.into_iter().flat_map(|entries| entries.values());
        for text in texts.filter_map(Value::as_str) {
            secrets.add(text);
            let plain = if is_encoded {
                STANDARD.decode(text).ok()
            } else {
                secrets.add(&STANDARD.encode(text));
                None
            };
            if let Some(plain) = plain.and_then(|bytes| String::from_utf8(bytes).ok()) {
                secrets.add(&plain);
            }
        }
    }
}

/// Adds the values that the schema of a chart marks as secret, by `writeOnly` or the format `password`.
pub(super) fn add_values(chart: &Chart, values: &Table, secrets: &mut Secrets) {
    if let Some(schema) = &chart.schema
        && let Ok(schema) = serde_json::from_slice::<Value>(schema.as_bytes())
    {
        for table in [values, &chart.values] {
            add_marked(&schema, &Tree::Map(table.clone()), 0, secrets);
        }
    }
    for dependency in &chart.dependencies {
        let own = values
            .get(dependency.name().as_bytes())
            .and_then(Tree::as_map);
        add_values(dependency, own.unwrap_or(&Table::new()), secrets);
    }
}

fn add_marked(schema: &Value, value: &Tree, depth: usize, secrets: &mut Secrets) {
    if depth > MAX_DEPTH {
        return;
    }
    let is_marked = schema.get("writeOnly") == Some(&Value::Bool(true))
        || schema.get("format").and_then(Value::as_str) == Some("password");
    if is_marked {
        add_all(value, secrets);
        return;
    }
    match value {
        Tree::Map(table) => {
            for (key, value) in table {
                let key = key.to_text();
                let named = schema.get("properties").and_then(|all| all.get(&*key));
                let other = schema.get("additionalProperties");
                if let Some(schema) = named.or(other) {
                    add_marked(schema, value, depth + 1, secrets);
                }
            }
        }
        Tree::List(items) => {
            if let Some(schema) = schema.get("items") {
                for item in items {
                    add_marked(schema, item, depth + 1, secrets);
                }
            }
        }
        _ => {}
    }
}

fn add_all(value: &Tree, secrets: &mut Secrets) {
    match value {
        Tree::Str(text) => {
            let text = text.to_text();
            secrets.add_marked(&text);
            secrets.add_marked(&STANDARD.encode(text.as_bytes()));
        }
        Tree::Int(number) => secrets.add_marked(&number.to_string()),
        Tree::Uint(number) => secrets.add_marked(&number.to_string()),
        Tree::Float(number) => secrets.add_marked(&number.to_string()),
        Tree::List(items) => {
            for item in items {
                add_all(item, secrets);
            }
        }
        Tree::Map(table) => {
            for value in table.values() {
                add_all(value, secrets);
            }
        }
        Tree::Null | Tree::Bool(_) => {}
    }
}
