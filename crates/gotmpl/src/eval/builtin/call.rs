use steersman_value::fmt::{Unprintable, sprint, sprintf, sprintln};
use steersman_value::{CallError, Value};

use super::{Builtin, compare, escape, index};

impl Builtin {
    /// Runs the function with checked arguments. `and`, `or` and `call` are the evaluator's business.
    pub(in crate::eval) fn call(self, arguments: &[Value]) -> Result<Value, CallError> {
        Ok(match (self, arguments) {
            (Self::Eq, [first, rest @ ..]) => Value::Bool(compare::eq(first, rest)?),
            (Self::Ne, [a, b]) => Value::Bool(!compare::eq(a, std::slice::from_ref(b))?),
            (Self::Lt, [a, b]) => Value::Bool(compare::lt(a, b)?),
            (Self::Le, [a, b]) => Value::Bool(compare::le(a, b)?),
            (Self::Gt, [a, b]) => Value::Bool(!compare::le(a, b)?),
            (Self::Ge, [a, b]) => Value::Bool(!compare::lt(a, b)?),
            (Self::Not, [value]) => Value::Bool(!value.is_true()),
            (Self::Len, [value]) => index::len(value)?,
            (Self::Index, [item, indexes @ ..]) => index::index(item, indexes)?,
            (Self::Slice, [item, indexes @ ..]) => index::slice(item, indexes)?,
            (Self::Html, _) => Value::str(escape::html(&text_of(arguments)?)),
            (Self::Js, _) => Value::str(escape::js(&text_of(arguments)?)),
            (Self::Urlquery, _) => Value::str(escape::url_query(&text_of(arguments)?)),
            (Self::Print, _) => Value::str(sprint(arguments).map_err(unprintable)?),
            (Self::Println, _) => Value::str(sprintln(arguments).map_err(unprintable)?),
            (Self::Printf, [Value::Str(format), rest @ ..]) => {
                Value::str(sprintf(format, rest).map_err(unprintable)?)
            }
            // Not reached: the evaluator handles `and`, `or`, `call` and checks the number of arguments.
            _ => Value::Invalid,
        })
    }
}

fn unprintable(error: Unprintable) -> CallError {
    CallError::Error(error.to_string())
}

/// A value as `verb` prints it, for messages.
pub(super) fn shown(verb: &str, value: &Value) -> Result<String, CallError> {
    let text = sprintf(verb.as_bytes(), std::slice::from_ref(value)).map_err(unprintable)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// The arguments as an action would print them, in one text.
fn text_of(arguments: &[Value]) -> Result<Vec<u8>, CallError> {
    if let [Value::Str(text)] = arguments {
        return Ok(text.to_vec());
    }
    let printable: Vec<Value> = arguments
        .iter()
        .map(|value| {
            if value.is_nil() {
                Value::str("<no value>")
            } else {
                value.clone()
            }
        })
        .collect();
    sprint(&printable).map_err(unprintable)
}

/// `call`: there are no function values, so it always fails.
pub(in crate::eval) fn call(name: &str, arguments: &[Value]) -> Result<Value, CallError> {
    let message = match arguments.first() {
        None | Some(Value::Invalid | Value::Nil) => "call of nil".to_owned(),
        Some(value) => format!("non-function {name} of type {}", value.type_name()),
    };
    Err(CallError::Error(message))
}
