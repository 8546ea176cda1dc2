use std::collections::BTreeMap;

use steersman_value::{GoType, Map, Value};

use crate::args::{map, rest, string_of};
use crate::entry::{Entry, Outcome};

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::variadic("dict", &[], GoType::Any, dict),
    Entry::variadic("pick", &[GoType::AnyMap], GoType::String, pick),
    Entry::variadic("omit", &[GoType::AnyMap], GoType::String, omit),
];

/// A map of the arguments in pairs; a last key without a value gets the empty text.
fn dict(args: &[Value]) -> Outcome {
    let mut entries = BTreeMap::new();
    for pair in args.chunks(2) {
        let value = match pair.get(1) {
            None => Value::str(""),
            Some(Value::Invalid) => Value::Nil,
            Some(value) => value.clone(),
        };
        entries.insert(string_of(&pair[0])?, value);
    }
    Ok(Value::Map(Map::any(entries)))
}

fn pick(args: &[Value]) -> Outcome {
    let source = map(args, 0)?;
    let keys = rest(args, 1).iter().filter_map(Value::as_str);
    Ok(Value::Map(Map::any(
        keys.filter_map(|key| Some((key.clone(), source.get(key)?)))
            .collect(),
    )))
}

fn omit(args: &[Value]) -> Outcome {
    let source = map(args, 0)?;
    let mut entries = source.entries().clone();
    for key in rest(args, 1).iter().filter_map(Value::as_str) {
        entries.remove(&**key);
    }
    Ok(Value::Map(Map::any(entries)))
}
