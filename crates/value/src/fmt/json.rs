//! JSON texts to the byte as Go's `encoding/json` writes them.

use std::borrow::Cow;

use super::append_json_float;
use crate::Tree;
use crate::unicode::decode_rune;

/// Appends a document in one line: keys in their order, texts that are safe within HTML.
///
/// ```
/// use steersman_value::{Tree, fmt};
///
/// let mut out = Vec::new();
/// fmt::append_json(&mut out, &Tree::List(vec![Tree::Int(1), Tree::from("a<b")]));
/// assert_eq!(out, br#"[1,"a\u003cb"]"#);
/// ```
pub fn append_json(out: &mut Vec<u8>, tree: &Tree) {
    match tree {
        Tree::List(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                append_json(out, item);
            }
            out.push(b']');
        }
        Tree::Map(table) => {
            out.push(b'{');
            for (at, (key, value)) in table.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                append_json_text(out, key);
                out.push(b':');
                append_json(out, value);
            }
            out.push(b'}');
        }
        scalar => append_json_scalar(out, scalar),
    }
}

/// Appends what has no parts; of lists and maps the empty ones.
pub fn append_json_scalar(out: &mut Vec<u8>, tree: &Tree) {
    match tree {
        Tree::Null => out.extend_from_slice(b"null"),
        Tree::Bool(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Tree::Int(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Tree::Uint(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Tree::Float(number) => append_json_float(out, *number),
        Tree::Str(text) => append_json_text(out, text),
        Tree::List(_) => out.extend_from_slice(b"[]"),
        Tree::Map(_) => out.extend_from_slice(b"{}"),
    }
}

/// Appends a text in quotes, safe within HTML: `<`, `>` and `&` are escaped. Bytes that are not UTF-8 become `\ufffd`.
pub fn append_json_text(out: &mut Vec<u8>, text: &[u8]) {
    append_text(out, text, true);
}

/// Appends a text in quotes, with `<`, `>` and `&` as they are.
pub fn append_raw_json_text(out: &mut Vec<u8>, text: &[u8]) {
    append_text(out, text, false);
}

/// JSON that another writer made, or a part of it, with the escapes that Go adds for the sake of HTML and JavaScript.
pub fn html_safe_json(json: &str) -> Cow<'_, str> {
    let is_special = |c: char| matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}');
    if !json.contains(is_special) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            plain => out.push(plain),
        }
    }
    Cow::Owned(out)
}

fn append_text(out: &mut Vec<u8>, text: &[u8], escape_html: bool) {
    out.push(b'"');
    let mut copied = 0;
    let mut at = 0;
    while at < text.len() {
        let byte = text[at];
        let plain = matches!(byte, b' '..=b'\x7f')
            && !matches!(byte, b'"' | b'\\')
            && !(escape_html && matches!(byte, b'<' | b'>' | b'&'));
        if plain {
            at += 1;
            continue;
        }
        let (c, size) = decode_rune(&text[at..]);
        if !byte.is_ascii() && !matches!(c, '\u{2028}' | '\u{2029}' | char::REPLACEMENT_CHARACTER) {
            at += size;
            continue;
        }
        out.extend_from_slice(&text[copied..at]);
        append_escape(out, c, size);
        at += size;
        copied = at;
    }
    out.extend_from_slice(&text[copied..]);
    out.push(b'"');
}

/// Appends the escape of a character, or U+FFFD itself when the text has it.
fn append_escape(out: &mut Vec<u8>, c: char, size: usize) {
    let short = match c {
        '"' | '\\' => c,
        '\u{8}' => 'b',
        '\u{c}' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        char::REPLACEMENT_CHARACTER if size > 1 => {
            out.extend_from_slice("\u{fffd}".as_bytes());
            return;
        }
        _ => {
            out.extend_from_slice(format!("\\u{:04x}", u32::from(c)).as_bytes());
            return;
        }
    };
    out.extend_from_slice(&[b'\\', u8::try_from(short).unwrap_or(b'?')]);
}
