use steersman_value::{GoType, List, Value, capacity};

use crate::args::{any, map, panic, text};
use crate::entry::{Entry, Outcome};

const MAP: GoType = GoType::AnyMap;

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("get", &[MAP, GoType::String], get),
    Entry::pure("set", &[MAP, GoType::String, GoType::Any], set),
    Entry::pure("unset", &[MAP, GoType::String], unset),
    Entry::pure("hasKey", &[MAP, GoType::String], |args| {
        Ok(Value::Bool(map(args, 0)?.contains(text(args, 1)?)))
    }),
    Entry::variadic("pluck", &[GoType::String], MAP, pluck),
    Entry::variadic("keys", &[], MAP, keys),
    Entry::pure("values", &[MAP], values),
];

fn get(args: &[Value]) -> Outcome {
    Ok(map(args, 0)?
        .get(text(args, 1)?)
        .unwrap_or_else(|| Value::str("")))
}

fn set(args: &[Value]) -> Outcome {
    let map = map(args, 0)?;
    if map.is_nil() {
        return Err(panic("assignment to entry in nil map"));
    }
    let value = any(args, 2);
    map.set(
        text(args, 1)?.clone(),
        if value.is_nil() {
            Value::Nil
        } else {
            value.clone()
        },
    );
    Ok(Value::Map(map))
}

fn unset(args: &[Value]) -> Outcome {
    let map = map(args, 0)?;
    // What was removed may be the last handle of a large value, which is dropped here.
    drop(map.unset(text(args, 1)?));
    Ok(Value::Map(map))
}

fn pluck(args: &[Value]) -> Outcome {
    let key = text(args, 0)?;
    let mut found = Vec::new();
    for index in 1..args.len() {
        found.extend(map(args, index)?.get(key));
    }
    let capacity = capacity::appended(found.len());
    Ok(Value::List(List::with_capacity(
        GoType::Any,
        found,
        capacity,
    )))
}

/// The keys of all maps. Go returns them in random order, this in order of the bytes.
fn keys(args: &[Value]) -> Outcome {
    let mut keys = Vec::new();
    for index in 0..args.len() {
        keys.extend(map(args, index)?.entries().keys().cloned());
    }
    Ok(Value::List(List::strings(keys)))
}

/// The values, in order of the keys; Go's order is random.
fn values(args: &[Value]) -> Outcome {
    let values: Vec<Value> = map(args, 0)?.entries().values().cloned().collect();
    let capacity = capacity::appended(values.len());
    Ok(Value::List(List::with_capacity(
        GoType::Any,
        values,
        capacity,
    )))
}
