use steersman_value::fmt::{MAX_DEPTH, Unprintable};
use steersman_value::{CallError, GoType, List, Map, Value};

use crate::args::{any, panic};
use crate::entry::{Entry, Outcome};
use crate::limits::check_items;

const ANY: &[GoType] = &[GoType::Any];

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("deepCopy", ANY, deep_copy),
    Entry::pure("mustDeepCopy", ANY, deep_copy),
];

fn deep_copy(args: &[Value]) -> Outcome {
    let value = any(args, 0);
    if value.is_nil() {
        return Err(panic("reflect: call of reflect.Value.Type on zero Value"));
    }
    copy(value, 0, &mut 0)
}

/// Maps and lists are copied with their types, everything else cannot change and is shared.
fn copy(value: &Value, depth: usize, copied: &mut usize) -> Result<Value, CallError> {
    if depth > MAX_DEPTH {
        return Err(Unprintable::TooDeep.into());
    }
    *copied += 1;
    check_items(Some(*copied))?;
    Ok(match value {
        Value::List(list) if !list.is_nil() => {
            let items: Vec<Value> = list
                .items()
                .iter()
                .map(|item| copy(item, depth + 1, copied))
                .collect::<Result<_, CallError>>()?;
            Value::List(List::with_capacity(list.element(), items, list.capacity()))
        }
        Value::Map(map) if !map.is_nil() => {
            let entries = map.entries();
            let copies = entries
                .iter()
                .map(|(key, item)| Ok((key.clone(), copy(item, depth + 1, copied)?)));
            Value::Map(Map::new(
                map.map_type(),
                copies.collect::<Result<_, CallError>>()?,
            ))
        }
        other => other.clone(),
    })
}
