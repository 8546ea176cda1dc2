use steersman_value::{CallError, GoType, Map, MapType, Str, Value};

use crate::args::panic;
use crate::entry::{Entry, Outcome};

pub(super) const FUNCTIONS: &[Entry] = &[Entry::variadic("dig", &[], GoType::Any, dig)];

/// Go's failed type assertion.
fn not_a(expected: &str, value: &Value) -> CallError {
    let found = if value.is_nil() {
        "nil"
    } else {
        value.type_name()
    };
    panic(format!(
        "interface conversion: interface {{}} is {found}, not {expected}"
    ))
}

/// A map of exactly the type that Sprig asserts: named map types do not count.
fn plain_map(value: &Value) -> Result<Map, CallError> {
    match value {
        Value::Map(map) if map.map_type().name == MapType::ANY.name => Ok(map.clone()),
        other => Err(not_a(MapType::ANY.name, other)),
    }
}

/// `dig "key" … default map`: the value at the end of the path, the default when a key is missing on the way.
fn dig(args: &[Value]) -> Outcome {
    let [keys @ .., default, map] = args else {
        return Err(panic("dig needs at least three arguments"));
    };
    if keys.is_empty() {
        return Err(panic("dig needs at least three arguments"));
    }
    let mut map = plain_map(map)?;
    let keys: Vec<&Str> = keys
        .iter()
        .map(|key| key.as_str().ok_or_else(|| not_a("string", key)))
        .collect::<Result<_, _>>()?;
    for (index, key) in keys.iter().enumerate() {
        let Some(step) = map.get(key) else {
            return Ok(default.clone());
        };
        if index + 1 == keys.len() {
            return Ok(step);
        }
        map = plain_map(&step)?;
    }
    Ok(default.clone())
}
