//! Writing template values: Go types that no document has.

use std::collections::BTreeMap;

use steersman_value::{GoType, IntKind, List, Map, MapType, Str, Value};
use steersman_yaml::{encode, encode_pretty};

fn check(value: &Value, yaml: &str, pretty: &str) {
    let text = |result: Result<Vec<u8>, steersman_yaml::EncodeError>| match result {
        Ok(text) => String::from_utf8(text).expect("YAML is UTF-8"),
        Err(error) => error.to_string(),
    };
    assert_eq!(text(encode(value)), yaml);
    assert_eq!(text(encode_pretty(value)), pretty);
}

fn map(entries: &[(&str, Value)]) -> Value {
    let entries: BTreeMap<Str, Value> = entries
        .iter()
        .map(|(key, value)| (Str::from(*key), value.clone()))
        .collect();
    Value::Map(Map::any(entries))
}

#[test]
fn nothing() {
    check(&Value::Invalid, "null", "null");
    check(&Value::Nil, "null", "null");
    check(&Value::List(List::nil(GoType::Any)), "null", "[]");
    check(&Value::Map(Map::nil(MapType::ANY)), "null", "{}");
    check(&map(&[]), "{}", "{}");
}

#[test]
fn numbers() {
    check(&Value::int(-7), "-7", "-7");
    check(
        &Value::Int(IntKind::Uint64, -1),
        "18446744073709551615",
        "18446744073709551615",
    );
    check(&Value::Float(1e6), "1000000", "1e+06");
    check(&Value::Float(0.1), "0.1", "0.1");
    let not_json = "error marshaling into JSON: json: unsupported value: ";
    check(
        &Value::Float(f64::INFINITY),
        &format!("{not_json}+Inf"),
        ".inf",
    );
    check(&Value::Float(f64::NAN), &format!("{not_json}NaN"), ".nan");
    let complex = "error marshaling into JSON: json: unsupported type: complex128";
    check(
        &Value::Complex(1.0, 2.0),
        complex,
        "cannot marshal type: complex128",
    );
}

#[test]
fn bytes() {
    check(
        &Value::Bytes(Str::from("hi!")),
        "aGkh",
        "- 104\n- 105\n- 33",
    );
    check(
        &Value::Str(Str::from(&b"a\xFF"[..])),
        "a\u{FFFD}",
        "!!binary Yf8=",
    );
}

#[test]
fn strings_that_json_text_changes() {
    // DEL and other controls are no YAML, so version 2 fails after it wrote them as JSON.
    check(
        &Value::str("a\u{7F}"),
        "yaml: control characters are not allowed",
        "\"a\\x7F\"",
    );
    check(&Value::str("a \u{85} b"), "a b", "\"a \\N b\"");
    check(
        &map(&[("k\u{85}", Value::int(1))]),
        "yaml: line 1: did not find expected ',' or '}'",
        "? \"k\\N\"\n: 1",
    );
}

#[test]
fn cycles() {
    let inner = Map::any(BTreeMap::new());
    inner.set("self".into(), Value::Map(inner.clone()));
    let cycle = "error marshaling into JSON: json: unsupported value: encountered a cycle via map[string]interface {}";
    check(&Value::Map(inner.clone()), cycle, cycle);
    inner.unset(b"self");
}
