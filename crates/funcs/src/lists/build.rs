use steersman_value::{GoType, List, Value, capacity};

use super::items::items_of;
use crate::args::{any, panic};
use crate::entry::{Entry, Outcome};
use crate::limits::check_items;

const ANY: &[GoType] = &[GoType::Any];
const TWO: &[GoType] = &[GoType::Any, GoType::Any];

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::variadic("list", &[], GoType::Any, list),
    Entry::variadic("tuple", &[], GoType::Any, list),
    Entry::pure("append", TWO, append),
    Entry::pure("push", TWO, append),
    Entry::pure("mustAppend", TWO, append),
    Entry::pure("mustPush", TWO, append),
    Entry::pure("prepend", TWO, prepend),
    Entry::pure("mustPrepend", TWO, prepend),
    Entry::variadic("concat", &[], GoType::Any, concat),
    Entry::pure("reverse", ANY, reverse),
    Entry::pure("mustReverse", ANY, reverse),
];

/// A value as an element of `[]interface {}`.
fn element(value: &Value) -> Value {
    if value.is_nil() {
        Value::Nil
    } else {
        value.clone()
    }
}

fn list(args: &[Value]) -> Outcome {
    if args.is_empty() {
        return Ok(Value::List(List::new(GoType::Any, Vec::new())));
    }
    Ok(Value::list(args.iter().map(element).collect()))
}

fn append(args: &[Value]) -> Outcome {
    let mut items = items_of(any(args, 0), "Cannot push on type")?;
    let capacity = capacity::extended(items.len(), items.len() + 1);
    items.push(element(any(args, 1)));
    Ok(Value::List(List::with_capacity(
        GoType::Any,
        items,
        capacity,
    )))
}

fn prepend(args: &[Value]) -> Outcome {
    let mut items = items_of(any(args, 0), "Cannot prepend on type")?;
    items.insert(0, element(any(args, 1)));
    let capacity = capacity::extended(1, items.len());
    Ok(Value::List(List::with_capacity(
        GoType::Any,
        items,
        capacity,
    )))
}

fn concat(args: &[Value]) -> Outcome {
    let mut joined = Vec::new();
    for list in args {
        let items = items_of(list, "Cannot concat type").map_err(|error| match error {
            steersman_value::CallError::Error(text) => panic(format!("{text} as list")),
            other => other,
        })?;
        check_items(joined.len().checked_add(items.len()))?;
        joined.extend(items);
    }
    if joined.is_empty() {
        return Ok(Value::List(List::nil(GoType::Any)));
    }
    let capacity = capacity::appended(joined.len());
    Ok(Value::List(List::with_capacity(
        GoType::Any,
        joined,
        capacity,
    )))
}

fn reverse(args: &[Value]) -> Outcome {
    let mut items = items_of(any(args, 0), "Cannot find reverse on type")?;
    items.reverse();
    Ok(Value::list(items))
}
