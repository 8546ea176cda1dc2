use serde_json::{Number, Value};
use steersman_value::Tree;

/// A document read by our YAML parser as JSON.
pub(crate) fn to_json(tree: &Tree) -> Value {
    match tree {
        Tree::Null => Value::Null,
        Tree::Bool(b) => Value::Bool(*b),
        Tree::Int(n) => Value::from(*n),
        Tree::Uint(n) => Value::from(*n),
        Tree::Float(f) => Number::from_f64(*f).map_or(Value::Null, Value::Number),
        Tree::Str(text) => Value::String(text.to_text().into_owned()),
        Tree::List(items) => items.iter().map(to_json).collect(),
        Tree::Map(table) => table
            .iter()
            .map(|(key, value)| (key.to_text().into_owned(), to_json(value)))
            .collect(),
    }
}

/// An object of the API as Go's client has it: a number without a fraction is an integer.
pub(crate) fn from_json(value: &Value) -> Tree {
    match value {
        Value::Null => Tree::Null,
        Value::Bool(b) => Tree::Bool(*b),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Tree::Int(integer),
            None => Tree::Float(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => Tree::List(items.iter().map(from_json).collect()),
        Value::Object(map) => Tree::Map(
            map.iter()
                .map(|(key, value)| (key.as_str().into(), from_json(value)))
                .collect(),
        ),
    }
}
