//! What Sprig answered, recorded: each line of `data/` is a call (`f`, `a`) with its result as `%T %#v` prints it
//! (`r`) or its error (`e`).

mod support;

use std::collections::HashMap;

use serde_json::Value as Json;
use steersman_value::fmt;

fn check(data: &str) {
    let mut functions = HashMap::new();
    let mut failures = Vec::new();
    for line in data.lines() {
        let case: Json = serde_json::from_str(line).expect("a recorded call");
        let name = case["f"].as_str().expect("a name");
        let function = functions.entry(name.to_owned()).or_insert_with(|| support::function(name));
        let signature = function.signature;
        let given = case["a"].as_array().expect("arguments");
        let wanted = |index: usize| signature.params.get(index).copied().or(signature.variadic);
        let args: Vec<_> = given
            .iter()
            .enumerate()
            .map(|(index, json)| support::argument(json, wanted(index).expect("as many parameters")))
            .collect();
        let (field, answer) = match support::call(function, &args) {
            Ok(value) => {
                let text = fmt::sprintf(b"%T %#v", &[value.clone(), value]).expect("a printable result");
                ("r", String::from_utf8_lossy(&text).into_owned())
            }
            Err(error) => ("e", error.to_string()),
        };
        if case[field].as_str() != Some(&answer) {
            failures.push(format!("{line}\n  got {field}: {answer}"));
        }
    }
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures[..failures.len().min(20)].join("\n"));
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
