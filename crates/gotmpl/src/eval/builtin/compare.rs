//! `eq` and its kin.

use steersman_value::{CallError, Kind, Str, Value};

use super::call::shown;

/// A value of a basic kind. Go compares values of one kind, and integers of both signs.
#[derive(Debug, PartialEq)]
enum Basic {
    Bool(bool),
    Complex(f64, f64),
    Int(i64),
    Uint(u64),
    Float(f64),
    Str(Str),
}

impl Basic {
    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Bool(b) => Self::Bool(*b),
            Value::Complex(real, imaginary) => Self::Complex(*real, *imaginary),
            Value::Int(kind, n) if kind.is_unsigned() => Self::Uint(n.cast_unsigned()),
            Value::Int(_, n) => Self::Int(*n),
            Value::Float(f) => Self::Float(*f),
            Value::Str(text) => Self::Str(text.clone()),
            Value::Object(object) => return Self::of(&object.underlying()?),
            _ => return None,
        })
    }

    fn is_same_kind(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

pub(super) fn eq(first: &Value, rest: &[Value]) -> Result<bool, CallError> {
    if rest.is_empty() {
        return Err(CallError::Error(
            "missing argument for comparison".to_owned(),
        ));
    }
    let basic = Basic::of(first);
    for other in rest {
        if eq_pair(first, basic.as_ref(), other)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn eq_pair(first: &Value, basic: Option<&Basic>, other: &Value) -> Result<bool, CallError> {
    match (basic, Basic::of(other)) {
        (Some(a), Some(b)) if a.is_same_kind(&b) => Ok(*a == b),
        (Some(Basic::Int(signed)), Some(Basic::Uint(unsigned))) => {
            Ok(u64::try_from(*signed) == Ok(unsigned))
        }
        (Some(Basic::Uint(unsigned)), Some(Basic::Int(signed))) => {
            Ok(u64::try_from(signed) == Ok(*unsigned))
        }
        (None, None) => eq_other(first, other),
        _ if first.is_nil() || other.is_nil() => Ok(false),
        _ => Err(incompatible(first, other)),
    }
}

/// Compares values that are of no basic kind.
fn eq_other(first: &Value, other: &Value) -> Result<bool, CallError> {
    let (nil, other_nil) = (is_nil(first), is_nil(other));
    if !first.is_nil() && !other.is_nil() && first.kind() != other.kind() {
        let message = format!(
            "non-comparable types {}: {}, {}: {}",
            shown("%s", first)?,
            first.type_name(),
            other.type_name(),
            shown("%v", other)?
        );
        return Err(CallError::Error(message));
    }
    if nil || other_nil {
        return Ok(nil == other_nil);
    }
    match (first, other) {
        (Value::Object(a), Value::Object(b)) if matches!(b.kind(), Kind::Struct) => {
            Ok(a.deep_equal(b.as_ref()))
        }
        (Value::Object(a), Value::Object(b)) if matches!(b.kind(), Kind::Ptr) => Ok(
            std::ptr::addr_eq(std::rc::Rc::as_ptr(a), std::rc::Rc::as_ptr(b)),
        ),
        _ => {
            let message = format!(
                "non-comparable type {}: {}",
                shown("%s", other)?,
                other.type_name()
            );
            Err(CallError::Error(message))
        }
    }
}

/// Whether the value is nil of whatever type.
fn is_nil(value: &Value) -> bool {
    match value {
        Value::Map(map) => map.is_nil(),
        Value::List(list) => list.is_nil(),
        value => value.is_nil(),
    }
}

fn incompatible(a: &Value, b: &Value) -> CallError {
    CallError::Error(format!(
        "incompatible types for comparison: {} and {}",
        a.type_name(),
        b.type_name()
    ))
}

pub(super) fn lt(a: &Value, b: &Value) -> Result<bool, CallError> {
    let invalid = || CallError::Error("invalid type for comparison".to_owned());
    let first = Basic::of(a).ok_or_else(invalid)?;
    let second = Basic::of(b).ok_or_else(invalid)?;
    Ok(match (&first, &second) {
        (Basic::Int(a), Basic::Int(b)) => a < b,
        (Basic::Uint(a), Basic::Uint(b)) => a < b,
        (Basic::Float(a), Basic::Float(b)) => a < b,
        (Basic::Str(a), Basic::Str(b)) => a < b,
        (Basic::Int(a), Basic::Uint(b)) => u64::try_from(*a).map_or(true, |a| a < *b),
        (Basic::Uint(a), Basic::Int(b)) => u64::try_from(*b).is_ok_and(|b| *a < b),
        (a, b) if a.is_same_kind(b) => return Err(invalid()),
        _ => return Err(incompatible(a, b)),
    })
}

pub(super) fn le(a: &Value, b: &Value) -> Result<bool, CallError> {
    Ok(lt(a, b)? || eq(a, std::slice::from_ref(b))?)
}
