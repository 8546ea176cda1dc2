use std::collections::HashSet;

use steersman_value::{GoType, List, Str, Value, capacity, deep_equal};

use super::items::items_of;
use crate::args::{any, rest};
use crate::defaults::is_empty;
use crate::entry::{Entry, Outcome};

const ANY: &[GoType] = &[GoType::Any];
const TWO: &[GoType] = &[GoType::Any, GoType::Any];

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("compact", ANY, compact),
    Entry::pure("mustCompact", ANY, compact),
    Entry::pure("uniq", ANY, uniq),
    Entry::pure("mustUniq", ANY, uniq),
    Entry::variadic("without", ANY, GoType::Any, without),
    Entry::variadic("mustWithout", ANY, GoType::Any, without),
    Entry::pure("has", TWO, has),
    Entry::pure("mustHas", TWO, has),
];

fn collected(items: Vec<Value>) -> Value {
    let capacity = capacity::appended(items.len());
    Value::List(List::with_capacity(GoType::Any, items, capacity))
}

fn compact(args: &[Value]) -> Outcome {
    let mut items = items_of(any(args, 0), "Cannot compact on type")?;
    items.retain(|item| !is_empty(item));
    Ok(collected(items))
}

fn uniq(args: &[Value]) -> Outcome {
    let mut items = items_of(any(args, 0), "Cannot find uniq on type")?;
    // Texts, the usual case, are looked up; only other values are compared with each other.
    let mut texts: HashSet<Str> = HashSet::new();
    let mut others: Vec<Value> = Vec::new();
    items.retain(|item| {
        if let Value::Str(text) = item {
            return texts.insert(text.clone());
        }
        let new = !others.iter().any(|other| deep_equal(item, other));
        if new {
            others.push(item.clone());
        }
        new
    });
    Ok(collected(items))
}

fn without(args: &[Value]) -> Outcome {
    let mut items = items_of(any(args, 0), "Cannot find without on type")?;
    let omitted = rest(args, 1);
    items.retain(|item| !omitted.iter().any(|omit| deep_equal(item, omit)));
    Ok(collected(items))
}

fn has(args: &[Value]) -> Outcome {
    let (needle, list) = (any(args, 0), any(args, 1));
    if list.is_nil() {
        return Ok(Value::Bool(false));
    }
    if let Value::List(list) = list {
        return Ok(Value::Bool(
            list.items().iter().any(|item| deep_equal(needle, item)),
        ));
    }
    let items = items_of(list, "Cannot find has on type")?;
    Ok(Value::Bool(
        items.iter().any(|item| deep_equal(needle, item)),
    ))
}
