//! Reading checked arguments, and the loose conversions of `spf13/cast` that Sprig applies to `interface {}` ones.

use std::borrow::Cow;

use steersman_value::{CallError, IntKind, List, Map, Str, Value, fmt};

/// What Go's runtime says when code follows a nil pointer. Sprig's list functions do on nil.
pub(crate) const NIL_POINTER: &str =
    "runtime error: invalid memory address or nil pointer dereference";

/// An error that a Go function returned.
pub(crate) fn error(text: impl Into<String>) -> CallError {
    CallError::Error(text.into())
}

/// A panic of a Go function.
pub(crate) fn panic(text: impl Into<String>) -> CallError {
    CallError::Panic(text.into())
}

/// The argument at `index`; nil when the caller passed fewer.
pub(crate) fn any(args: &[Value], index: usize) -> &Value {
    args.get(index).unwrap_or(&Value::Nil)
}

/// The variadic arguments from `index` on.
pub(crate) fn rest(args: &[Value], index: usize) -> &[Value] {
    args.get(index..).unwrap_or_default()
}

/// The `string` argument at `index`.
pub(crate) fn text(args: &[Value], index: usize) -> Result<&Str, CallError> {
    match any(args, index) {
        Value::Str(text) => Ok(text),
        other => Err(mismatch("string", other)),
    }
}

/// The `bool` argument at `index`.
pub(crate) fn boolean(args: &[Value], index: usize) -> Result<bool, CallError> {
    match any(args, index) {
        Value::Bool(b) => Ok(*b),
        other => Err(mismatch("bool", other)),
    }
}

/// The argument of an integer type at `index`.
pub(crate) fn integer(args: &[Value], index: usize) -> Result<i64, CallError> {
    match any(args, index) {
        Value::Int(_, n) => Ok(*n),
        other => Err(mismatch("int", other)),
    }
}

/// The `float64` argument at `index`.
pub(crate) fn float(args: &[Value], index: usize) -> Result<f64, CallError> {
    match any(args, index) {
        Value::Float(f) => Ok(*f),
        other => Err(mismatch("float64", other)),
    }
}

/// The `map[string]interface {}` argument at `index`; a nil one is the nil map.
pub(crate) fn map(args: &[Value], index: usize) -> Result<Map, CallError> {
    match any(args, index) {
        Value::Map(map) => Ok(map.retyped(steersman_value::MapType::ANY)),
        Value::Nil | Value::Invalid => Ok(Map::nil(steersman_value::MapType::ANY)),
        other => Err(mismatch("map[string]interface {}", other)),
    }
}

/// The argument of a slice type at `index`; a nil one is the nil slice.
pub(crate) fn list(args: &[Value], index: usize) -> Result<List, CallError> {
    match any(args, index) {
        Value::List(list) => Ok(list.clone()),
        Value::Nil | Value::Invalid => Ok(List::nil(steersman_value::GoType::Any)),
        other => Err(mismatch("[]interface {}", other)),
    }
}

/// The error for an argument whose type the engine should have refused.
pub(crate) fn mismatch(expected: &str, found: &Value) -> CallError {
    error(format!(
        "wrong type for value; expected {expected}; got {}",
        found.type_name()
    ))
}

/// The elements of a value whose kind is slice.
pub(crate) fn elements(value: &Value) -> Option<Vec<Value>> {
    match value {
        Value::List(list) => Some(list.items().to_vec()),
        Value::Bytes(bytes) => Some(
            bytes
                .iter()
                .map(|byte| Value::Int(IntKind::Uint8, i64::from(*byte)))
                .collect(),
        ),
        _ => None,
    }
}

/// `cast.ToInt64`: numbers, booleans and number-like strings; everything else is 0.
pub(crate) fn to_int64(value: &Value) -> i64 {
    match value {
        Value::Int(_, n) => *n,
        Value::Float(f) => fmt::float_to_int(*f),
        Value::Bool(b) => i64::from(*b),
        Value::Str(text) => fmt::parse_int(trim_zero_decimal(text), 0).unwrap_or(0),
        Value::Object(_) => calendar_number(value).unwrap_or(0),
        _ => 0,
    }
}

/// `cast.ToFloat64`: numbers, booleans and strings with a number; everything else is 0.
pub(crate) fn to_float64(value: &Value) -> f64 {
    match value {
        Value::Int(kind, n) => int_to_float(*kind, *n),
        Value::Float(f) => *f,
        Value::Bool(b) => f64::from(u8::from(*b)),
        Value::Str(text) => fmt::parse_float(text).unwrap_or(0.0),
        Value::Object(_) => calendar_number(value).map_or(0.0, |n| int_to_float(IntKind::Int64, n)),
        _ => 0.0,
    }
}

/// The nearest float of an integer.
#[expect(
    clippy::cast_precision_loss,
    reason = "rounding to the nearest float is what Go's conversion does"
)]
pub(crate) fn int_to_float(kind: IntKind, n: i64) -> f64 {
    if kind.is_unsigned() {
        n.cast_unsigned() as f64
    } else {
        n as f64
    }
}

/// `time.Month` and `time.Weekday` count as integers, other named integer types do not.
fn calendar_number(value: &Value) -> Option<i64> {
    let Value::Object(object) = value else {
        return None;
    };
    match (object.type_name(), object.underlying()?) {
        ("time.Month" | "time.Weekday", Value::Int(_, n)) => Some(n),
        _ => None,
    }
}

/// Cuts `.000…` off a number text, so that `5.0` counts as the integer 5.
fn trim_zero_decimal(text: &[u8]) -> &[u8] {
    let zeros = text.iter().rev().take_while(|byte| **byte == b'0').count();
    match text.len().checked_sub(zeros + 1) {
        Some(dot) if zeros > 0 && text[dot] == b'.' => &text[..dot],
        _ => text,
    }
}

/// Sprig's `toString`: strings and bytes as they are, everything else as `%v`.
pub(crate) fn string_of(value: &Value) -> Result<Str, CallError> {
    Ok(match value {
        Value::Str(text) | Value::Bytes(text) => text.clone(),
        _ => fmt::display(value)?.into(),
    })
}

/// Appends what [`string_of`] returns.
pub(crate) fn append_string(out: &mut Vec<u8>, value: &Value) -> Result<(), CallError> {
    match value {
        Value::Str(text) | Value::Bytes(text) => out.extend_from_slice(text),
        _ => fmt::append_display(out, value)?,
    }
    Ok(())
}

/// Text for an error message.
pub(crate) fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
