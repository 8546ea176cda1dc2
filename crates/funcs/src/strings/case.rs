use steersman_value::unicode::{
    is_digit, is_letter, is_lower, is_space, is_title, is_upper, map_runes, push_rune, runes,
    to_lower, to_title, to_upper,
};
use steersman_value::{GoType, Value};

use crate::args::text;
use crate::entry::{Entry, Outcome};

const ONE: &[GoType] = &[GoType::String];

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("upper", ONE, upper),
    Entry::pure("lower", ONE, lower),
    Entry::pure("title", ONE, title),
    Entry::pure("untitle", ONE, untitle),
    Entry::pure("swapcase", ONE, swapcase),
];

fn upper(args: &[Value]) -> Outcome {
    let text = text(args, 0)?;
    Ok(if !text.is_ascii() {
        Value::str(map_runes(text, to_upper))
    } else if text.iter().any(u8::is_ascii_lowercase) {
        Value::str(text.to_ascii_uppercase())
    } else {
        Value::Str(text.clone())
    })
}

fn lower(args: &[Value]) -> Outcome {
    let text = text(args, 0)?;
    Ok(if !text.is_ascii() {
        Value::str(map_runes(text, to_lower))
    } else if text.iter().any(u8::is_ascii_uppercase) {
        Value::str(text.to_ascii_lowercase())
    } else {
        Value::Str(text.clone())
    })
}

/// Whether a word starts after `c`, as the deprecated `strings.Title` sees it.
fn ends_word(c: char) -> bool {
    if c.is_ascii() {
        !c.is_ascii_alphanumeric() && c != '_'
    } else {
        !is_letter(c) && !is_digit(c) && is_space(c)
    }
}

fn title(args: &[Value]) -> Outcome {
    let text = text(args, 0)?;
    let mut out = Vec::with_capacity(text.len());
    let mut before = ' ';
    for (c, _) in runes(text) {
        push_rune(&mut out, if ends_word(before) { to_title(c) } else { c });
        before = c;
    }
    Ok(Value::str(out))
}

fn untitle(args: &[Value]) -> Outcome {
    let text = text(args, 0)?;
    let mut out = Vec::with_capacity(text.len());
    let mut start = true;
    for (c, _) in runes(text) {
        let space = is_space(c);
        push_rune(&mut out, if start && !space { to_lower(c) } else { c });
        start = space;
    }
    Ok(Value::str(out))
}

fn swapcase(args: &[Value]) -> Outcome {
    let text = text(args, 0)?;
    let mut out = Vec::with_capacity(text.len());
    let mut after_space = true;
    for (c, _) in runes(text) {
        let swapped = if is_upper(c) || is_title(c) {
            after_space = false;
            to_lower(c)
        } else if is_lower(c) {
            if std::mem::take(&mut after_space) {
                to_title(c)
            } else {
                to_upper(c)
            }
        } else {
            after_space = is_space(c);
            c
        };
        push_rune(&mut out, swapped);
    }
    Ok(Value::str(out))
}
