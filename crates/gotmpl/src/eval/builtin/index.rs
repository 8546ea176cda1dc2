//! `index`, `slice` and `len`.

use std::borrow::Cow;

use steersman_value::{CallError, IntKind, List, Value};

use crate::eval::slot::zero;

fn error(message: impl Into<String>) -> CallError {
    CallError::Error(message.into())
}

fn panic(message: impl Into<String>) -> CallError {
    CallError::Panic(message.into())
}

/// The plain value of a named slice, map or string.
fn plain(value: &Value) -> Cow<'_, Value> {
    match value {
        Value::Object(object) => object.underlying().map_or(Cow::Borrowed(value), Cow::Owned),
        value => Cow::Borrowed(value),
    }
}

/// The type of a value behind its pointer.
fn target_type(value: &Value) -> &'static str {
    let name = value.type_name();
    name.strip_prefix('*').unwrap_or(name)
}

pub(super) fn index(item: &Value, indexes: &[Value]) -> Result<Value, CallError> {
    if item.is_nil() {
        return Err(error("index of untyped nil"));
    }
    let mut item = item.clone();
    for index in indexes {
        item = match plain(&item).as_ref() {
            Value::Invalid | Value::Nil => return Err(error("index of nil pointer")),
            Value::List(list) => {
                let at = position(index, list.len())?;
                list.get(at)
                    .ok_or_else(|| panic("reflect: slice index out of range"))?
            }
            Value::Bytes(bytes) => {
                let at = position(index, bytes.len())?;
                byte(
                    *bytes
                        .get(at)
                        .ok_or_else(|| panic("reflect: slice index out of range"))?,
                )
            }
            Value::Str(text) => {
                let at = position(index, text.len())?;
                byte(
                    *text
                        .get(at)
                        .ok_or_else(|| panic("reflect: string index out of range"))?,
                )
            }
            Value::Map(map) => match index {
                Value::Str(key) => map.get(key).unwrap_or_else(|| zero(map.map_type().element)),
                Value::Invalid | Value::Nil => {
                    return Err(error("value is nil; should be of type string"));
                }
                other => {
                    let name = other.type_name();
                    return Err(error(format!("value has type {name}; should be string")));
                }
            },
            _ => {
                return Err(error(format!(
                    "can't index item of type {}",
                    target_type(&item)
                )));
            }
        };
    }
    Ok(item)
}

fn byte(byte: u8) -> Value {
    Value::Int(IntKind::Uint8, byte.into())
}

/// An index into something of the given length; one past the end is let through.
fn position(index: &Value, length: usize) -> Result<usize, CallError> {
    let n = match plain(index).as_ref() {
        Value::Int(_, n) => *n,
        Value::Invalid | Value::Nil => return Err(error("cannot index slice/array with nil")),
        _ => {
            return Err(error(format!(
                "cannot index slice/array with type {}",
                index.type_name()
            )));
        }
    };
    match usize::try_from(n) {
        Ok(at) if at <= length => Ok(at),
        _ => Err(error(format!("index out of range: {n}"))),
    }
}

pub(super) fn slice(item: &Value, indexes: &[Value]) -> Result<Value, CallError> {
    if item.is_nil() {
        return Err(error("slice of untyped nil"));
    }
    if indexes.len() > 3 {
        return Err(error(format!("too many slice indexes: {}", indexes.len())));
    }
    let target = plain(item);
    let (length, capacity) = match target.as_ref() {
        Value::Str(_) if indexes.len() == 3 => return Err(error("cannot 3-index slice a string")),
        Value::Str(text) | Value::Bytes(text) => (text.len(), text.len()),
        Value::List(list) => (list.len(), list.capacity()),
        _ => {
            return Err(error(format!(
                "can't slice item of type {}",
                target_type(item)
            )));
        }
    };
    let mut bounds = [0, length, capacity];
    for (bound, index) in bounds.iter_mut().zip(indexes) {
        if matches!(index, Value::Nil) {
            return Err(error("cannot index slice/array with type interface {}"));
        }
        *bound = position(index, capacity)?;
    }
    let [from, to, end] = bounds;
    for (low, high) in [(from, to), (to, end)] {
        if low > high {
            return Err(error(format!("invalid slice index: {low} > {high}")));
        }
    }
    Ok(match target.as_ref() {
        Value::Str(text) => Value::str(&text[from..to]),
        Value::Bytes(bytes) => Value::Bytes(bytes[from..to].into()),
        Value::List(list) => {
            // Go shows what is behind the end, up to the capacity: zero values.
            let items = (from..to)
                .map(|at| list.get(at).unwrap_or_else(|| zero(list.element())))
                .collect();
            Value::List(List::with_capacity(list.element(), items, end - from))
        }
        other => other.clone(),
    })
}

pub(super) fn len(item: &Value) -> Result<Value, CallError> {
    let length = match plain(item).as_ref() {
        Value::Invalid => return Err(panic("reflect: call of reflect.Value.Type on zero Value")),
        Value::Nil => return Err(error("len of nil pointer")),
        Value::Str(text) | Value::Bytes(text) => text.len(),
        Value::List(list) => list.len(),
        Value::Map(map) => map.len(),
        _ => return Err(error(format!("len of type {}", target_type(item)))),
    };
    Ok(Value::int(i64::try_from(length).unwrap_or(i64::MAX)))
}
