//! Empty values and choices between values.

use steersman_value::{GoType, Value};

use crate::args::{any, boolean, rest};
use crate::entry::{Entry, Outcome};

/// The functions of this module.
pub(crate) const FUNCTIONS: &[Entry] = &[
    Entry::variadic("default", &[GoType::Any], GoType::Any, default),
    Entry::pure("empty", &[GoType::Any], |args| {
        Ok(Value::Bool(is_empty(any(args, 0))))
    }),
    Entry::variadic("coalesce", &[], GoType::Any, coalesce),
    Entry::variadic("all", &[], GoType::Any, |args| {
        Ok(Value::Bool(!args.iter().any(is_empty)))
    }),
    Entry::variadic("any", &[], GoType::Any, |args| {
        Ok(Value::Bool(!args.iter().all(is_empty)))
    }),
    Entry::pure(
        "ternary",
        &[GoType::Any, GoType::Any, GoType::Bool],
        ternary,
    ),
];

/// Nil, false, zero, and texts, lists and maps without content are empty; structs never are.
pub(crate) fn is_empty(value: &Value) -> bool {
    !value.is_true()
}

fn default(args: &[Value]) -> Outcome {
    let given = rest(args, 1).first().filter(|given| !is_empty(given));
    Ok(given.unwrap_or_else(|| any(args, 0)).clone())
}

fn coalesce(args: &[Value]) -> Outcome {
    Ok(args
        .iter()
        .find(|value| !is_empty(value))
        .cloned()
        .unwrap_or(Value::Nil))
}

fn ternary(args: &[Value]) -> Outcome {
    Ok(any(args, usize::from(!boolean(args, 2)?)).clone())
}
