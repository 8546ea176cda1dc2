//! `merge` and its relatives, with the rules of the Go package `mergo`.

use steersman_value::fmt::{MAX_DEPTH, Unprintable};
use steersman_value::{CallError, GoType, Kind, Map, MapType, Str, Value};

use crate::args::{error, map, panic};
use crate::entry::{Entry, Outcome};

const MAP: &[GoType] = &[GoType::AnyMap];

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::variadic("merge", MAP, GoType::AnyMap, |args| {
        merge(args, Winner::Destination, OnError::Empty)
    }),
    Entry::variadic("mustMerge", MAP, GoType::AnyMap, |args| {
        merge(args, Winner::Destination, OnError::Fail)
    }),
    Entry::variadic("mergeOverwrite", MAP, GoType::AnyMap, |args| {
        merge(args, Winner::Source, OnError::Empty)
    }),
    Entry::variadic("mustMergeOverwrite", MAP, GoType::AnyMap, |args| {
        merge(args, Winner::Source, OnError::Fail)
    }),
];

/// Which side's value stays where both have one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Winner {
    Destination,
    Source,
}

/// What the function does when two values cannot be merged.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OnError {
    Empty,
    Fail,
}

/// Merges the other arguments into the first, which changes and is returned.
fn merge(args: &[Value], winner: Winner, on_error: OnError) -> Outcome {
    let mut destination = map(args, 0)?;
    for index in 1..args.len() {
        let source = map(args, index)?;
        if destination.is_nil() && !source.is_nil() {
            destination = Map::any(std::collections::BTreeMap::new());
        }
        match merge_maps(&destination, &source, winner, 0) {
            Ok(()) => {}
            Err(CallError::Error(_)) if on_error == OnError::Empty => return Ok(Value::str("")),
            Err(error) => return Err(error),
        }
    }
    Ok(Value::Map(destination))
}

fn merge_maps(
    destination: &Map,
    source: &Map,
    winner: Winner,
    depth: usize,
) -> Result<(), CallError> {
    if depth > MAX_DEPTH {
        return Err(panic(Unprintable::TooDeep.to_string()));
    }
    if destination.is_nil() {
        return Ok(());
    }
    // The keys are taken first: source and destination may be the same map, or share parts.
    let keys: Vec<Str> = source.entries().keys().cloned().collect();
    for key in keys {
        if let Some(theirs) = source.get(&key) {
            merge_entry(destination, source, key, theirs, winner, depth)?;
        }
    }
    Ok(())
}

fn merge_entry(
    destination: &Map,
    source: &Map,
    key: Str,
    theirs: Value,
    winner: Winner,
    depth: usize,
) -> Result<(), CallError> {
    let ours = destination.get(&key);
    if theirs.is_nil() {
        if winner == Winner::Source {
            put(destination, source, key, Value::Nil)?;
        }
        return Ok(());
    }
    if let (Some(Value::Map(ours)), Value::Map(theirs)) = (&ours, &theirs) {
        // An empty map of ours is filled before theirs takes its place: its other holders see that.
        merge_maps(ours, theirs, winner, depth + 1)?;
    } else if winner == Winner::Destination && is_other_pointer(ours.as_ref(), &theirs) {
        return Err(error("src and dst must be of same type"));
    }
    let both_maps = matches!((&ours, &theirs), (Some(Value::Map(_)), Value::Map(_)));
    let missing = ours.as_ref().is_none_or(|ours| !ours.is_true());
    if missing || (winner == Winner::Source && !both_maps) {
        put(destination, source, key, theirs)?;
    }
    Ok(())
}

/// A pointer of ours that is to be merged with a map or a struct.
fn is_other_pointer(ours: Option<&Value>, theirs: &Value) -> bool {
    ours.is_some_and(|ours| ours.kind() == Kind::Ptr)
        && matches!(theirs.kind(), Kind::Map | Kind::Struct)
}

/// Sets an entry of a map that may hold texts only.
fn put(destination: &Map, source: &Map, key: Str, value: Value) -> Result<(), CallError> {
    let (to, from) = (destination.map_type(), source.map_type());
    if to.element != MapType::ANY.element && to.element != from.element {
        return Err(panic(format!(
            "reflect.Value.SetMapIndex: value of type {} is not assignable to type {}",
            from.element.name(),
            to.element.name()
        )));
    }
    destination.set(key, value);
    Ok(())
}
