use steersman_value::{CallError, GoType, Value, fmt};

use crate::args::{any, append_string, integer, string_of, text};
use crate::entry::{Entry, Outcome};
use crate::limits::check_text;

const INT: GoType = GoType::Int(steersman_value::IntKind::Int);

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::variadic("quote", &[], GoType::Any, quote),
    Entry::variadic("squote", &[], GoType::Any, squote),
    Entry::variadic("cat", &[], GoType::Any, cat),
    Entry::pure("toString", &[GoType::Any], to_string),
    Entry::pure("plural", &[GoType::String, GoType::String, INT], plural),
];

/// The arguments that are not nil, each written by `write`, with spaces between.
fn join_present(
    args: &[Value],
    write: impl Fn(&mut Vec<u8>, &Value) -> Result<(), CallError>,
) -> Result<Vec<u8>, CallError> {
    let mut out = Vec::with_capacity(16);
    let mut first = true;
    for value in args.iter().filter(|value| !value.is_nil()) {
        if !std::mem::take(&mut first) {
            out.push(b' ');
        }
        write(&mut out, value)?;
        check_text(Some(out.len()))?;
    }
    Ok(out)
}

fn quote(args: &[Value]) -> Outcome {
    let out = join_present(args, |out, value| {
        if let Value::Str(text) = value {
            fmt::append_quoted(out, text);
        } else {
            fmt::append_quoted(out, &string_of(value)?);
        }
        Ok(())
    })?;
    Ok(Value::str(out))
}

fn squote(args: &[Value]) -> Outcome {
    let out = join_present(args, |out, value| {
        out.push(b'\'');
        fmt::append_display(out, value)?;
        out.push(b'\'');
        Ok(())
    })?;
    Ok(Value::str(out))
}

fn cat(args: &[Value]) -> Outcome {
    Ok(Value::str(join_present(args, |out, value| {
        Ok(fmt::append_display(out, value)?)
    })?))
}

fn to_string(args: &[Value]) -> Outcome {
    match any(args, 0) {
        Value::Str(text) => Ok(Value::Str(text.clone())),
        other => {
            let mut out = Vec::new();
            append_string(&mut out, other)?;
            Ok(Value::str(out))
        }
    }
}

fn plural(args: &[Value]) -> Outcome {
    let form = if integer(args, 2)? == 1 {
        text(args, 0)?
    } else {
        text(args, 1)?
    };
    Ok(Value::Str(form.clone()))
}
