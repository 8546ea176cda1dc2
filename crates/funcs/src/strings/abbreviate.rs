use steersman_value::{CallError, GoType, IntKind, Str, Value};

use crate::args::{integer, panic, text};
use crate::entry::{Entry, Outcome};

const INT: GoType = GoType::Int(IntKind::Int);

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("abbrev", &[INT, GoType::String], abbrev),
    Entry::pure("abbrevboth", &[INT, INT, GoType::String], abbrevboth),
    Entry::pure("trunc", &[INT, GoType::String], trunc),
    Entry::pure("substr", &[INT, INT, GoType::String], substr),
];

const MARKER: &[u8] = b"...";

/// `text` cut to `width` bytes with a marker where something is missing; `offset` bytes at the left may go too.
fn abbreviate(text: &[u8], offset: usize, width: usize) -> Vec<u8> {
    let shown = width - MARKER.len();
    if text.len() <= width {
        return text.to_vec();
    }
    let offset = offset.min(text.len()).min(text.len() - shown);
    if offset <= 4 {
        return [&text[..shown], MARKER].concat();
    }
    if width < 7 {
        return Vec::new();
    }
    if offset + shown < text.len() {
        return [MARKER, &abbreviate(&text[offset..], 0, shown)].concat();
    }
    [MARKER, &text[text.len() - shown..]].concat()
}

fn abbrev(args: &[Value]) -> Outcome {
    let (width, text) = (integer(args, 0)?, text(args, 1)?);
    match usize::try_from(width) {
        Ok(width) if width >= 4 && width < text.len() => Ok(Value::str(abbreviate(text, 0, width))),
        _ => Ok(Value::Str(text.clone())),
    }
}

fn abbrevboth(args: &[Value]) -> Outcome {
    let (left, right, text) = (integer(args, 0)?, integer(args, 1)?, text(args, 2)?);
    match usize::try_from(right) {
        Ok(right) if right >= 4 && !(left > 0 && right < 7) => Ok(Value::str(abbreviate(
            text,
            usize::try_from(left).unwrap_or(0),
            right,
        ))),
        _ => Ok(Value::Str(text.clone())),
    }
}

/// The first `n` bytes, or the last ones when `n` is negative.
fn trunc(args: &[Value]) -> Outcome {
    let (n, text) = (integer(args, 0)?, text(args, 1)?);
    let size = usize::try_from(n.unsigned_abs()).unwrap_or(usize::MAX);
    if size >= text.len() {
        return Ok(Value::Str(text.clone()));
    }
    Ok(Value::Str(Str::from(if n < 0 {
        &text[text.len() - size..]
    } else {
        &text[..size]
    })))
}

fn substr(args: &[Value]) -> Outcome {
    let (start, end, text) = (integer(args, 0)?, integer(args, 1)?, text(args, 2)?);
    let length = i64::try_from(text.len()).unwrap_or(i64::MAX);
    let (start, end, form) = if start < 0 {
        (0, end, Bounds::Upper)
    } else if end < 0 || end > length {
        (start, length, Bounds::Lower)
    } else {
        (start, end, Bounds::Both)
    };
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    match range.and_then(|(start, end)| text.get(start..end)) {
        Some(part) => Ok(Value::str(part)),
        None => Err(out_of_range(start, end, length, form)),
    }
}

/// Which bounds the Go slice expression gives.
#[derive(Clone, Copy)]
enum Bounds {
    Lower,
    Upper,
    Both,
}

fn out_of_range(start: i64, end: i64, length: i64, form: Bounds) -> CallError {
    let detail = match form {
        Bounds::Upper if end < 0 => format!("[:{end}]"),
        Bounds::Upper => format!("[:{end}] with length {length}"),
        Bounds::Lower | Bounds::Both => format!("[{start}:{end}]"),
    };
    panic(format!("runtime error: slice bounds out of range {detail}"))
}
