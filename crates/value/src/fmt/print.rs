use std::io::Write as _;

use super::printer::{MAX_TEXT, Printer, Unprintable};
use crate::{Kind, Value};

/// Appends what a template action prints for `value`: `fmt.Print`, but `<no value>` for nil, the pointer's
/// target for a pointer, and the `String` method of the pointer for an addressable struct.
pub fn append_value(out: &mut Vec<u8>, value: &Value) -> Result<(), Unprintable> {
    match value {
        Value::Nil | Value::Invalid => out.extend_from_slice(b"<no value>"),
        Value::Object(object) => {
            if let Some(text) = object.addressable_stringer() {
                out.extend_from_slice(&text);
                return Ok(());
            }
            let start = out.len();
            append_display(out, value)?;
            if object.kind() == Kind::Ptr && out.get(start) == Some(&b'&') {
                out.remove(start);
            }
        }
        _ => append_display(out, value)?,
    }
    Ok(())
}

/// Appends `value` as `%v`.
pub fn append_display(out: &mut Vec<u8>, value: &Value) -> Result<(), Unprintable> {
    match value {
        Value::Str(text) => out.extend_from_slice(text),
        Value::Bool(b) => out.extend_from_slice(if *b { b"true" } else { b"false" }),
        Value::Int(kind, n) => append_integer(out, *n, kind.is_unsigned()),
        Value::Float(f) => super::append_float(out, *f, b'g', None),
        _ => Printer::new(out).argument(value, 'v')?,
    }
    Ok(())
}

fn append_integer(out: &mut Vec<u8>, n: i64, unsigned: bool) {
    let written = if unsigned {
        write!(out, "{}", n.cast_unsigned())
    } else {
        write!(out, "{n}")
    };
    written.expect("writing to a vector cannot fail");
}

fn check_length(out: &[u8]) -> Result<(), Unprintable> {
    if out.len() > MAX_TEXT {
        Err(Unprintable::TooLong)
    } else {
        Ok(())
    }
}

/// `value` as `%v`.
pub fn display(value: &Value) -> Result<Vec<u8>, Unprintable> {
    let mut out = Vec::new();
    append_display(&mut out, value)?;
    Ok(out)
}

/// Go's `fmt.Sprint`: a space between two operands when neither is a string.
pub fn sprint(args: &[Value]) -> Result<Vec<u8>, Unprintable> {
    let mut out = Vec::new();
    let mut after_string = false;
    for (index, value) in args.iter().enumerate() {
        let string = value.kind() == Kind::String;
        if index > 0 && !string && !after_string {
            out.push(b' ');
        }
        append_display(&mut out, value)?;
        check_length(&out)?;
        after_string = string;
    }
    Ok(out)
}

/// Go's `fmt.Sprintln`: spaces between all operands and a newline at the end.
pub fn sprintln(args: &[Value]) -> Result<Vec<u8>, Unprintable> {
    let mut out = Vec::new();
    for (index, value) in args.iter().enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        append_display(&mut out, value)?;
        check_length(&out)?;
    }
    out.push(b'\n');
    Ok(out)
}
