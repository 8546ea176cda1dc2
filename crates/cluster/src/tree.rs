use serde_json::Value;
use steersman_value::Tree;

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
