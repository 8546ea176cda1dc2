//! `snakecase`, `kebabcase` and `camelcase`, as the Go package `xstrings` divides words.

use steersman_value::unicode::{
    decode_rune, is_letter, is_number, is_punctuation, is_space, is_upper, push_rune, runes,
    to_lower, to_upper,
};
use steersman_value::{GoType, Value};

use crate::args::text;
use crate::entry::{Entry, Outcome};

const ONE: &[GoType] = &[GoType::String];

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("snakecase", ONE, |args| {
        Ok(Value::str(separate(text(args, 0)?, b'_')))
    }),
    Entry::pure("kebabcase", ONE, |args| {
        Ok(Value::str(separate(text(args, 0)?, b'-')))
    }),
    Entry::pure("camelcase", ONE, camelcase),
];

/// What a word consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Invalid,
    Number,
    Upper,
    Alphabet,
    Connector,
    Punctuation,
    Other,
}

fn is_connector(c: char) -> bool {
    c == '-' || c == '_' || is_space(c)
}

/// A letter of a script that writes words with letters, which most Chinese characters are not.
fn is_alphabetic(c: char) -> bool {
    is_letter(c)
        && !matches!(c, '\u{3400}'..='\u{4d85}' | '\u{4e00}'..='\u{9fcc}' | '\u{20000}'..='\u{2b81d}')
}

/// The first rune of `text` that is not U+FFFD, with all bytes up to its end; `before` when there is none.
fn next_valid(text: &[u8], before: char) -> (char, usize) {
    let mut size = 0;
    for (c, bytes) in runes(text) {
        size += bytes.len();
        if c != char::REPLACEMENT_CHARACTER {
            return (c, size);
        }
    }
    (before, size)
}

/// Takes the first word off `rest`.
fn next_word<'a>(rest: &mut &'a [u8]) -> (Class, &'a [u8]) {
    let text = *rest;
    if text.is_empty() {
        return (Class::Invalid, text);
    }
    let (first, size) = next_valid(text, char::REPLACEMENT_CHARACTER);
    let (class, end) = if first == char::REPLACEMENT_CHARACTER {
        (Class::Invalid, size)
    } else if is_connector(first) {
        (Class::Connector, run_end(text, size, first, is_connector))
    } else if is_punctuation(first) {
        (
            Class::Punctuation,
            run_end(text, size, first, is_punctuation),
        )
    } else if is_upper(first) {
        (Class::Upper, upper_end(text, size, first))
    } else if is_alphabetic(first) {
        (Class::Alphabet, run_end(text, size, first, is_small))
    } else if is_number(first) {
        (Class::Number, run_end(text, size, first, is_number))
    } else {
        let other = |c| !(is_connector(c) || is_alphabetic(c) || is_number(c) || is_punctuation(c));
        (Class::Other, run_end(text, size, first, other))
    };
    *rest = &text[end..];
    (class, &text[..end])
}

fn is_small(c: char) -> bool {
    is_alphabetic(c) && !is_upper(c)
}

/// Where the run of runes that `belongs` accepts ends; invalid bytes belong to what is before them.
fn run_end(text: &[u8], start: usize, first: char, belongs: impl Fn(char) -> bool) -> usize {
    let (mut end, mut before) = (start, first);
    while end < text.len() {
        let (c, size) = next_valid(&text[end..], before);
        if !belongs(c) {
            break;
        }
        end += size;
        before = c;
    }
    end
}

/// A run of capitals, whose last one starts the next word when small letters follow; or one capital and small letters.
fn upper_end(text: &[u8], start: usize, first: char) -> usize {
    if start == text.len() {
        return start;
    }
    let (second, size) = next_valid(&text[start..], first);
    if !is_upper(second) {
        return if is_alphabetic(second) {
            run_end(text, start + size, second, is_small)
        } else {
            start
        };
    }
    let (mut end, mut last, mut before) = (start + size, size, second);
    while end < text.len() {
        let (c, size) = next_valid(&text[end..], before);
        if !is_upper(c) {
            return if is_alphabetic(c) { end - last } else { end };
        }
        (last, before) = (size, c);
        end += size;
    }
    end
}

/// Appends a word, in small letters when it has capitals.
fn push_word(out: &mut Vec<u8>, class: Class, word: &[u8], connector: u8) {
    if !matches!(class, Class::Upper | Class::Connector) {
        out.extend_from_slice(word);
        return;
    }
    for (c, _) in runes(word) {
        if is_connector(c) {
            out.push(connector);
        } else {
            push_rune(out, if is_upper(c) { to_lower(c) } else { c });
        }
    }
}

/// The words of `text` in small letters with `connector` between them.
fn separate(text: &[u8], connector: u8) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 8);
    let mut rest = text;
    let (mut class, mut word) = next_word(&mut rest);
    while !rest.is_empty() {
        if class != Class::Connector {
            push_word(&mut out, class, word, connector);
        }
        let (before, last) = (class, word);
        (class, word) = next_word(&mut rest);
        match before {
            Class::Number => follow_number(&mut out, &mut rest, (&mut class, &mut word), connector),
            Class::Connector => push_word(&mut out, before, last, connector),
            Class::Punctuation => {}
            _ if class != Class::Number => {
                if !matches!(class, Class::Connector | Class::Punctuation) {
                    out.push(connector);
                }
            }
            _ if rest.is_empty() => {}
            _ => {
                let number = word;
                (class, word) = next_word(&mut rest);
                if class == Class::Alphabet {
                    // HTTP2xx: the number belongs to the small letters.
                    out.push(connector);
                    push_word(&mut out, Class::Number, number, connector);
                    follow_number(&mut out, &mut rest, (&mut class, &mut word), connector);
                } else {
                    // Bld4Floor: the number belongs to the word before.
                    push_word(&mut out, Class::Number, number, connector);
                    if !matches!(class, Class::Connector | Class::Punctuation) {
                        out.push(connector);
                    }
                }
            }
        }
    }
    push_word(&mut out, class, word, connector);
    out
}

/// Appends the small letters and numbers that follow a number, and a connector when another word comes.
fn follow_number<'a>(
    out: &mut Vec<u8>,
    rest: &mut &'a [u8],
    (class, word): (&mut Class, &mut &'a [u8]),
    connector: u8,
) {
    while matches!(class, Class::Alphabet | Class::Number) {
        push_word(out, *class, word, connector);
        (*class, *word) = next_word(rest);
    }
    if !matches!(
        class,
        Class::Invalid | Class::Connector | Class::Punctuation
    ) {
        out.push(connector);
    }
}

/// Words joined with capitals: connectors at the start stay, of several in a row all but one stay.
fn camelcase(args: &[Value]) -> Outcome {
    let mut rest: &[u8] = text(args, 0)?;
    let mut out = Vec::with_capacity(rest.len());
    let mut current = None;
    let mut first_upper = false;
    while !rest.is_empty() {
        let (c, size) = decode_rune(rest);
        rest = &rest[size..];
        if is_connector(c) {
            if rest.is_empty() {
                // Connectors alone: the original writes the last one twice.
                current = Some(c);
            }
            push_rune(&mut out, c);
        } else {
            first_upper = is_upper(c);
            current = Some(to_upper(c));
            break;
        }
    }
    let Some(mut current) = current else {
        return Ok(Value::str(out));
    };
    for (c, _) in runes(rest) {
        let before = std::mem::replace(&mut current, c);
        if is_connector(before) {
            if is_connector(c) {
                push_rune(&mut out, before);
                continue;
            }
            first_upper = is_upper(c);
            current = to_upper(c);
            continue;
        }
        if first_upper {
            if is_upper(c) {
                current = to_lower(c);
            } else {
                first_upper = false;
            }
        }
        push_rune(&mut out, before);
    }
    push_rune(&mut out, current);
    Ok(Value::str(out))
}
