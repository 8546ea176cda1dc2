use steersman_value::{GoType, List, Value};

use super::items::items_of;
use crate::args::any;
use crate::entry::{Entry, Outcome};

const ANY: &[GoType] = &[GoType::Any];

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("first", ANY, first),
    Entry::pure("mustFirst", ANY, first),
    Entry::pure("last", ANY, last),
    Entry::pure("mustLast", ANY, last),
    Entry::pure("rest", ANY, rest),
    Entry::pure("mustRest", ANY, rest),
    Entry::pure("initial", ANY, initial),
    Entry::pure("mustInitial", ANY, initial),
];

fn first(args: &[Value]) -> Outcome {
    let list = any(args, 0);
    if let Value::List(list) = list {
        return Ok(list.get(0).unwrap_or(Value::Nil));
    }
    Ok(items_of(list, "Cannot find first on type")?
        .into_iter()
        .next()
        .unwrap_or(Value::Nil))
}

fn last(args: &[Value]) -> Outcome {
    let list = any(args, 0);
    if let Value::List(list) = list {
        return Ok(list.items().last().cloned().unwrap_or(Value::Nil));
    }
    Ok(items_of(list, "Cannot find last on type")?
        .pop()
        .unwrap_or(Value::Nil))
}

/// The rest of an empty list is the nil list.
fn or_nil(list: Option<Vec<Value>>) -> Value {
    list.map_or_else(|| Value::List(List::nil(GoType::Any)), Value::list)
}

fn rest(args: &[Value]) -> Outcome {
    let items = items_of(any(args, 0), "Cannot find rest on type")?;
    Ok(or_nil(items.split_first().map(|(_, rest)| rest.to_vec())))
}

fn initial(args: &[Value]) -> Outcome {
    let items = items_of(any(args, 0), "Cannot find initial on type")?;
    Ok(or_nil(
        items.split_last().map(|(_, initial)| initial.to_vec()),
    ))
}
