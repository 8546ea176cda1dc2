//! What Sprig answered, recorded: each line of `data/` is a call (`f`, `a`) with its result as `%T %#v` prints it
//! (`r`) or its error (`e`).

mod support;

use std::collections::HashMap;

use serde_json::Value as Json;
use steersman_value::{GoType, IntKind, List, Map, Str, Value, fmt};

/// An argument written in JSON, as the parameter's type wants it.
fn argument(json: &serde_json::Value, wanted: GoType) -> Value {
    use serde_json::Value as Json;
    match json {
        Json::Null => Value::Nil,
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(n) => match wanted {
            GoType::Int(kind) => Value::Int(kind, n.as_i64().expect("an integer")),
            GoType::Any if n.is_i64() => Value::Int(IntKind::Int, n.as_i64().expect("an integer")),
            _ => Value::Float(n.as_f64().expect("a number")),
        },
        Json::String(text) => Value::str(text.as_str()),
        Json::Array(items) => {
            let element = match wanted {
                GoType::StringList => GoType::String,
                _ => GoType::Any,
            };
            List::new(
                element,
                items.iter().map(|item| argument(item, element)).collect(),
            )
            .into()
        }
        Json::Object(members) => {
            let entries = members
                .iter()
                .map(|(key, item)| (Str::from(key.as_str()), argument(item, GoType::Any)));
            Map::any(entries.collect()).into()
        }
    }
}

fn check(data: &str) {
    let mut functions = HashMap::new();
    let mut failures = Vec::new();
    for line in data.lines() {
        let case: Json = serde_json::from_str(line).expect("a recorded call");
        let name = case["f"].as_str().expect("a name");
        let function = functions
            .entry(name.to_owned())
            .or_insert_with(|| support::function(name));
        let signature = function.signature;
        let given = case["a"].as_array().expect("arguments");
        let wanted = |index: usize| signature.params.get(index).copied().or(signature.variadic);
        let args: Vec<_> = given
            .iter()
            .enumerate()
            .map(|(index, json)| argument(json, wanted(index).expect("as many parameters")))
            .collect();
        let (field, answer) = match support::call(function, &args) {
            Ok(value) => {
                let text =
                    fmt::sprintf(b"%T %#v", &[value.clone(), value]).expect("a printable result");
                ("r", String::from_utf8_lossy(&text).into_owned())
            }
            Err(error) => ("e", error.to_string()),
        };
        if case[field].as_str() != Some(&answer) {
            failures.push(format!("{line}\n  got {field}: {answer}"));
        }
    }
    assert!(
        failures.is_empty(),
        "{} differ:\n{}",
        failures.len(),
        failures[..failures.len().min(20)].join("\n")
    );
}

#[test]
fn regular_expressions() {
    check(include_str!("data/regex.jsonl"));
}

#[test]
fn dates_and_durations() {
    check(include_str!("data/date.jsonl"));
}

#[test]
fn odd_arguments() {
    check(include_str!("data/calls.jsonl"));
}

#[test]
fn urls() {
    check(include_str!("data/url.jsonl"));
}

#[test]
fn toml() {
    check(include_str!("data/toml.jsonl"));
}

#[test]
fn crypto() {
    check(include_str!("data/crypto.jsonl"));
}
