use steersman_value::{CallError, GoType, IntKind, List, Str, Value};

use crate::args::{NIL_POINTER, any, error, panic, rest, to_int64};
use crate::entry::{Entry, Outcome};
use crate::limits::check_items;
use crate::types::kind_name;

const ANY: &[GoType] = &[GoType::Any];

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::variadic("slice", ANY, GoType::Any, slice),
    Entry::variadic("mustSlice", ANY, GoType::Any, slice),
];

/// The elements between two indexes. As in Go the upper one may exceed the length up to the capacity, which shows
/// zero values.
fn slice(args: &[Value]) -> Outcome {
    match any(args, 0) {
        Value::Nil | Value::Invalid => Err(panic(NIL_POINTER)),
        Value::List(list) if list.is_empty() => Ok(Value::Nil),
        Value::Bytes(bytes) if bytes.is_empty() => Ok(Value::Nil),
        Value::List(list) => {
            let (start, end) = bounds(args, list.len(), list.capacity())?;
            check_items(Some(end - start))?;
            let present = end.min(list.len());
            let mut items = list
                .items()
                .get(start..present)
                .map(<[Value]>::to_vec)
                .unwrap_or_default();
            items.resize(end - start, zero(list.element()));
            Ok(Value::List(List::with_capacity(
                list.element(),
                items,
                list.capacity() - start,
            )))
        }
        Value::Bytes(bytes) => {
            let (start, end) = bounds(args, bytes.len(), bytes.len())?;
            Ok(Value::Bytes(Str::from(&bytes[start..end])))
        }
        other => Err(error(format!(
            "list should be type of slice or array but {}",
            kind_name(other)
        ))),
    }
}

fn bounds(args: &[Value], length: usize, capacity: usize) -> Result<(usize, usize), CallError> {
    let index = |at: usize, missing: usize| match rest(args, 1).get(at) {
        Some(value) => usize::try_from(to_int64(value)).ok(),
        None => Some(missing),
    };
    match (index(0, 0), index(1, length)) {
        (Some(start), Some(end)) if start <= end && end <= capacity => Ok((start, end)),
        _ => Err(panic("reflect.Value.Slice: slice index out of bounds")),
    }
}

/// The zero value of an element type.
fn zero(element: GoType) -> Value {
    match element {
        GoType::String => Value::str(""),
        GoType::Int(kind) => Value::Int(kind, 0),
        GoType::Bool => Value::Bool(false),
        GoType::Float64 => Value::Float(0.0),
        GoType::AnyList => Value::List(List::nil(GoType::Any)),
        GoType::Bytes => Value::List(List::nil(GoType::Int(IntKind::Uint8))),
        GoType::AnyMap => Value::Map(steersman_value::Map::nil(steersman_value::MapType::ANY)),
        _ => Value::Nil,
    }
}
