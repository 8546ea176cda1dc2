use memchr::memchr_iter;
use steersman_value::{CallError, GoType, IntKind, Value};

use crate::args::{integer, panic, text};
use crate::entry::{Entry, Outcome};
use crate::limits::check_text;

const INT: GoType = GoType::Int(IntKind::Int);

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("indent", &[INT, GoType::String], indent),
    Entry::pure("nindent", &[INT, GoType::String], nindent),
    Entry::pure("repeat", &[INT, GoType::String], repeat),
];

fn indent(args: &[Value]) -> Outcome {
    Ok(Value::str(indented(
        integer(args, 0)?,
        text(args, 1)?,
        b"",
    )?))
}

fn nindent(args: &[Value]) -> Outcome {
    Ok(Value::str(indented(
        integer(args, 0)?,
        text(args, 1)?,
        b"\n",
    )?))
}

/// `start`, then `text` with spaces before every line, empty ones too.
fn indented(spaces: i64, text: &[u8], start: &[u8]) -> Result<Vec<u8>, CallError> {
    let spaces = count(spaces)?;
    let lines = memchr_iter(b'\n', text).count() + 1;
    let size = spaces
        .checked_mul(lines)
        .and_then(|padding| padding.checked_add(text.len() + start.len()));
    check_text(size)?;
    let mut out = Vec::with_capacity(size.unwrap_or_default());
    out.extend_from_slice(start);
    out.resize(out.len() + spaces, b' ');
    let mut copied = 0;
    for newline in memchr_iter(b'\n', text) {
        out.extend_from_slice(&text[copied..=newline]);
        out.resize(out.len() + spaces, b' ');
        copied = newline + 1;
    }
    out.extend_from_slice(&text[copied..]);
    Ok(out)
}

fn repeat(args: &[Value]) -> Outcome {
    let (times, text) = (count(integer(args, 0)?)?, text(args, 1)?);
    check_text(times.checked_mul(text.len()))?;
    Ok(Value::str(text.repeat(times)))
}

/// How often Go's `strings.Repeat` repeats; it panics for negative numbers.
fn count(n: i64) -> Result<usize, CallError> {
    usize::try_from(n).map_err(|_| panic("strings: negative Repeat count"))
}
