use memchr::{memchr, memrchr};
use steersman_value::{CallError, GoType, IntKind, Value};

use crate::args::{integer, text};
use crate::entry::{Entry, Outcome};
use crate::limits::check_text;

const INT: GoType = GoType::Int(IntKind::Int);

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("wrap", &[INT, GoType::String], wrap),
    Entry::pure(
        "wrapWith",
        &[INT, GoType::String, GoType::String],
        wrap_with,
    ),
];

/// What happens to a word that is longer than the line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LongWords {
    Split,
    Keep,
}

fn wrap(args: &[Value]) -> Outcome {
    Ok(Value::str(wrapped(
        text(args, 1)?,
        integer(args, 0)?,
        b"\n",
        LongWords::Keep,
    )?))
}

fn wrap_with(args: &[Value]) -> Outcome {
    let separator = text(args, 1)?;
    let separator = if separator.is_empty() {
        b"\n"
    } else {
        &**separator
    };
    Ok(Value::str(wrapped(
        text(args, 2)?,
        integer(args, 0)?,
        separator,
        LongWords::Split,
    )?))
}

/// Breaks `text` at the last space that fits `width` bytes; spaces at the start of a line go.
fn wrapped(
    text: &[u8],
    width: i64,
    separator: &[u8],
    long_words: LongWords,
) -> Result<Vec<u8>, CallError> {
    let width = usize::try_from(width.max(1)).unwrap_or(usize::MAX);
    check_text(
        (text.len() / width + 1)
            .checked_mul(separator.len())
            .and_then(|size| size.checked_add(text.len())),
    )?;
    let mut out = Vec::with_capacity(text.len() + 16);
    let mut offset = 0;
    while text.len() - offset > width {
        if text[offset] == b' ' {
            offset += 1;
            continue;
        }
        let space = match memrchr(b' ', &text[offset..=offset + width]) {
            Some(space) => Some(offset + space),
            None if long_words == LongWords::Split => {
                out.extend_from_slice(&text[offset..offset + width]);
                out.extend_from_slice(separator);
                offset += width;
                continue;
            }
            None => memchr(b' ', &text[offset + width..]).map(|space| offset + width + space),
        };
        let end = space.unwrap_or(text.len());
        out.extend_from_slice(&text[offset..end]);
        if space.is_some() {
            out.extend_from_slice(separator);
        }
        offset = if space.is_some() { end + 1 } else { end };
    }
    out.extend_from_slice(&text[offset..]);
    Ok(out)
}
