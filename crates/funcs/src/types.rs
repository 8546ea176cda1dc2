//! Go types and kinds of values, and equality.

use steersman_value::{CallError, GoType, Value, deep_equal};

use crate::args::{any, text};
use crate::entry::{Entry, Outcome};

const NAMED: &[GoType] = &[GoType::String, GoType::Any];

/// The functions of this module.
pub(crate) const FUNCTIONS: &[Entry] = &[
    Entry::pure("typeOf", &[GoType::Any], |args| {
        Ok(Value::str(any(args, 0).type_name()))
    }),
    Entry::pure("typeIs", NAMED, |args| {
        names(args, |name| name == any(args, 1).type_name())
    }),
    Entry::pure("typeIsLike", NAMED, type_is_like),
    Entry::pure("kindOf", &[GoType::Any], |args| {
        Ok(Value::str(kind_name(any(args, 0))))
    }),
    Entry::pure("kindIs", NAMED, |args| {
        names(args, |name| name == kind_name(any(args, 1)))
    }),
    Entry::pure("deepEqual", &[GoType::Any, GoType::Any], |args| {
        Ok(Value::Bool(deep_equal(any(args, 0), any(args, 1))))
    }),
];

/// Go's name of the kind; `invalid` for nil.
pub(crate) fn kind_name(value: &Value) -> &'static str {
    if value.is_nil() {
        "invalid"
    } else {
        value.kind().name()
    }
}

/// Whether the name in the first argument passes; a name that is not UTF-8 never does.
fn names(args: &[Value], test: impl Fn(&str) -> bool) -> Result<Value, CallError> {
    Ok(Value::Bool(text(args, 0)?.to_str().is_some_and(test)))
}

/// Whether the type is the named one or a pointer to it.
fn type_is_like(args: &[Value]) -> Outcome {
    let found = any(args, 1).type_name();
    names(args, |name| {
        name == found || found.strip_prefix('*') == Some(name)
    })
}
