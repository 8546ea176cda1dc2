use memchr::memmem;
use steersman_value::unicode::{is_space, runes};
use steersman_value::{GoType, Str, Value, unicode};

use crate::args::text;
use crate::entry::{Entry, Outcome};
use crate::limits::check_text;

const ONE: &[GoType] = &[GoType::String];
const TWO: &[GoType] = &[GoType::String, GoType::String];
const THREE: &[GoType] = &[GoType::String, GoType::String, GoType::String];

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("trim", ONE, trim),
    Entry::pure("trimAll", TWO, trim_all),
    Entry::pure("trimall", TWO, trim_all),
    Entry::pure("trimPrefix", TWO, trim_prefix),
    Entry::pure("trimSuffix", TWO, trim_suffix),
    Entry::pure("contains", TWO, contains),
    Entry::pure("hasPrefix", TWO, has_prefix),
    Entry::pure("hasSuffix", TWO, has_suffix),
    Entry::pure("replace", THREE, replace),
    Entry::pure("nospace", ONE, nospace),
    Entry::pure("initials", ONE, initials),
    Entry::pure("hello", &[], hello),
];

/// The part of `text`, without copying when it is all of it.
fn part(text: &Str, part: &[u8]) -> Value {
    Value::Str(if part.len() == text.len() {
        text.clone()
    } else {
        Str::from(part)
    })
}

/// `text` without the runes at both ends that `cut` accepts.
fn trim_runes(text: &[u8], cut: impl Fn(char) -> bool) -> &[u8] {
    let mut start = 0;
    let mut end = None;
    let mut at = 0;
    for (c, bytes) in runes(text) {
        at += bytes.len();
        if !cut(c) {
            end = Some(at);
        } else if end.is_none() {
            start = at;
        }
    }
    end.map_or(&[], |end| &text[start..end])
}

fn trim(args: &[Value]) -> Outcome {
    let text = text(args, 0)?;
    let ascii = text.trim_ascii();
    let plain = |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii() && *byte != 0x0b);
    if plain(ascii.first()) && plain(ascii.last()) {
        return Ok(part(text, ascii));
    }
    Ok(part(text, trim_runes(text, is_space)))
}

fn trim_all(args: &[Value]) -> Outcome {
    let (cutset, text) = (text(args, 0)?, text(args, 1)?);
    let cut: Vec<char> = runes(cutset).map(|(c, _)| c).collect();
    Ok(part(text, trim_runes(text, |c| cut.contains(&c))))
}

fn trim_prefix(args: &[Value]) -> Outcome {
    let (prefix, text) = (text(args, 0)?, text(args, 1)?);
    Ok(part(text, text.strip_prefix(&**prefix).unwrap_or(text)))
}

fn trim_suffix(args: &[Value]) -> Outcome {
    let (suffix, text) = (text(args, 0)?, text(args, 1)?);
    Ok(part(text, text.strip_suffix(&**suffix).unwrap_or(text)))
}

fn contains(args: &[Value]) -> Outcome {
    Ok(Value::Bool(
        memmem::find(text(args, 1)?, text(args, 0)?).is_some(),
    ))
}

fn has_prefix(args: &[Value]) -> Outcome {
    Ok(Value::Bool(text(args, 1)?.starts_with(text(args, 0)?)))
}

fn has_suffix(args: &[Value]) -> Outcome {
    Ok(Value::Bool(text(args, 1)?.ends_with(text(args, 0)?)))
}

/// An empty text to replace stands before every rune and at the end.
fn replace(args: &[Value]) -> Outcome {
    let (old, new, source) = (text(args, 0)?, text(args, 1)?, text(args, 2)?);
    let starts: Vec<usize> = if old.is_empty() {
        let mut at = 0;
        let mut starts = vec![0];
        starts.extend(runes(source).map(|(_, bytes)| {
            at += bytes.len();
            at
        }));
        starts
    } else {
        memmem::find_iter(source, &**old).collect()
    };
    if starts.is_empty() || old == new {
        return Ok(Value::Str(source.clone()));
    }
    let size = starts
        .len()
        .checked_mul(new.len())
        .and_then(|added| added.checked_add(source.len()));
    check_text(size)?;
    let mut out = Vec::with_capacity(size.unwrap_or_default());
    let mut copied = 0;
    for start in starts {
        out.extend_from_slice(&source[copied..start]);
        out.extend_from_slice(new);
        copied = start + old.len();
    }
    out.extend_from_slice(&source[copied..]);
    Ok(Value::str(out))
}

/// Each byte as the rune of that number, which is how the original takes text apart: beyond ASCII it is mangled.
fn latin1(text: &[u8]) -> impl Iterator<Item = char> {
    text.iter().map(|byte| char::from(*byte))
}

fn nospace(args: &[Value]) -> Outcome {
    let text = text(args, 0)?;
    if !latin1(text).any(is_space) {
        return Ok(Value::Str(text.clone()));
    }
    Ok(Value::str(
        latin1(text).filter(|c| !is_space(*c)).collect::<String>(),
    ))
}

fn initials(args: &[Value]) -> Outcome {
    let mut out = Vec::new();
    let mut gap = true;
    for c in latin1(text(args, 0)?) {
        if is_space(c) {
            gap = true;
        } else if std::mem::take(&mut gap) {
            unicode::push_rune(&mut out, c);
        }
    }
    Ok(Value::str(out))
}

fn hello(_: &[Value]) -> Outcome {
    Ok(Value::str("Hello!"))
}
