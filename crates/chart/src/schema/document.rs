use serde_json::{Map as JsonMap, Number, Value as Json};
use steersman_value::{IntKind, Map, Str, Value};

/// Up to this, whole numbers are exact as floats.
pub(super) const EXACT: f64 = 9_007_199_254_740_992.0;

fn from_map(map: &Map) -> Json {
    let mut object = JsonMap::new();
    for (key, value) in &*map.entries() {
        object.insert(text(key), from_value(value));
    }
    Json::Object(object)
}

/// Values as the validator takes them.
pub(super) fn from_value(value: &Value) -> Json {
    match value {
        Value::Bool(b) => Json::Bool(*b),
        Value::Int(kind, n) => integer(*kind, *n),
        Value::Float(n) => number(*n),
        Value::Str(s) => Json::String(text(s)),
        Value::List(list) => Json::Array(list.items().iter().map(from_value).collect()),
        Value::Map(map) => from_map(map),
        _ => Json::Null,
    }
}

fn integer(kind: IntKind, n: i64) -> Json {
    if kind.is_unsigned() {
        Json::from(n.cast_unsigned())
    } else {
        Json::from(n)
    }
}

/// Whether a float surely is a whole number.
pub(super) fn is_whole(n: f64) -> bool {
    n.fract() == 0.0 && n.abs() <= EXACT
}

/// A float that is whole becomes an integer, so that comparisons are exact.
fn number(n: f64) -> Json {
    if is_whole(n) {
        #[expect(clippy::cast_possible_truncation, reason = "whole and small enough")]
        return Json::from(n as i64);
    }
    Number::from_f64(n).map_or(Json::Null, Json::Number)
}

fn text(s: &Str) -> String {
    s.to_text().into_owned()
}
