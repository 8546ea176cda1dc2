use std::collections::BTreeMap;

use steersman_value::{CallError, GoType, Map, MapType, Value};

use super::read::read;
use super::write::{Style, WriteError, write};
use crate::args::{any, error, panic, text};
use crate::entry::{Entry, Outcome};

const ANY: &[GoType] = &[GoType::Any];
const ONE: &[GoType] = &[GoType::String];

/// The functions of this module.
pub(crate) const FUNCTIONS: &[Entry] = &[
    Entry::pure("toJson", ANY, |args| lenient(args, Style::Compact)),
    Entry::pure("toPrettyJson", ANY, |args| lenient(args, Style::Pretty)),
    Entry::pure("toRawJson", ANY, |args| strict(args, Style::Raw, panic)),
    Entry::pure("mustToJson", ANY, |args| {
        strict(args, Style::Compact, panic)
    }),
    Entry::pure("mustToPrettyJson", ANY, |args| {
        strict(args, Style::Pretty, error)
    }),
    Entry::pure("mustToRawJson", ANY, |args| strict(args, Style::Raw, error)),
    Entry::pure("fromJson", ONE, from_json),
    Entry::pure("fromJsonArray", ONE, from_json_array),
    Entry::pure("mustFromJson", ONE, must_from_json),
];

/// The text, empty when the value has none. One that is too long is no such value.
fn lenient(args: &[Value], style: Style) -> Outcome {
    match write(any(args, 0), style) {
        Ok(text) => Ok(Value::str(text)),
        Err(WriteError::Unsupported(_)) => Ok(Value::str("")),
        Err(WriteError::Limit(limit)) => Err(limit.into()),
    }
}

fn strict(args: &[Value], style: Style, fail: fn(String) -> CallError) -> Outcome {
    write(any(args, 0), style)
        .map(Value::str)
        .map_err(|error| fail(error.to_string()))
}

/// A map with the error's text under `Error`, beside what could be read.
fn with_error(entries: BTreeMap<steersman_value::Str, Value>, error: &str) -> Value {
    let map = Map::any(entries);
    map.set("Error".into(), Value::str(error));
    Value::Map(map)
}

/// What a JSON value is called in Go's complaint that it does not fit.
fn json_kind(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "bool",
        Value::Float(_) => "number",
        Value::Str(_) => "string",
        Value::List(_) => "array",
        _ => "object",
    }
}

fn misfit(value: &Value, wanted: GoType) -> String {
    format!(
        "json: cannot unmarshal {} into Go value of type {}",
        json_kind(value),
        wanted.name()
    )
}

/// An object as a map; `null` is the nil map. Errors stand under the key `Error`.
fn from_json(args: &[Value]) -> Outcome {
    Ok(match read(text(args, 0)?) {
        Err(error) => with_error(BTreeMap::new(), &error.to_string()),
        Ok((Value::Nil, Some(_))) => {
            with_error(BTreeMap::new(), &misfit(&Value::Float(0.0), GoType::AnyMap))
        }
        Ok((Value::Nil, None)) => Value::Map(Map::nil(MapType::ANY)),
        Ok((Value::Map(map), None)) => Value::Map(map),
        Ok((Value::Map(map), Some(error))) => {
            with_error(std::mem::take(&mut map.entries_mut()), &error.to_string())
        }
        Ok((other, _)) => with_error(BTreeMap::new(), &misfit(&other, GoType::AnyMap)),
    })
}

/// An array; the error's text is the only element when there is one.
fn from_json_array(args: &[Value]) -> Outcome {
    let complain = |text: String| Value::list(vec![Value::str(text)]);
    Ok(match read(text(args, 0)?) {
        Ok((Value::Nil, Some(_))) => complain(misfit(&Value::Float(0.0), GoType::AnyList)),
        Ok((Value::Nil, None)) => Value::List(steersman_value::List::nil(GoType::Any)),
        Ok((Value::List(list), None)) => Value::List(list),
        Err(error) | Ok((Value::List(_), Some(error))) => complain(error.to_string()),
        Ok((other, _)) => complain(misfit(&other, GoType::AnyList)),
    })
}

fn must_from_json(args: &[Value]) -> Outcome {
    match read(text(args, 0)?) {
        Ok((value, None)) => Ok(value),
        Ok((_, Some(reason))) | Err(reason) => Err(error(reason.to_string())),
    }
}
