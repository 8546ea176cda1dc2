//! Go string and character literals, as `strconv.Quote` writes them.

use std::fmt::Write as _;

use super::print_table::PRINTABLE;
use crate::unicode::decode_rune;

/// Whether Go prints `c` as itself (`strconv.IsPrint`).
pub fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return matches!(c, ' '..='~');
    }
    let code = u32::from(c);
    let after = PRINTABLE.partition_point(|(first, _)| *first <= code);
    after > 0 && code <= PRINTABLE[after - 1].1
}

/// `strconv.Quote`
pub fn quote(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len() + 2);
    append_quoted(&mut out, text);
    String::from_utf8(out).expect("invalid bytes are escaped")
}

/// Appends what [`quote`] returns.
pub fn append_quoted(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    let mut rest = text;
    loop {
        // Runs of plain characters are copied at once.
        let plain = rest
            .iter()
            .position(|c| !matches!(c, b' '..=b'~') || matches!(c, b'"' | b'\\'))
            .unwrap_or(rest.len());
        out.extend_from_slice(&rest[..plain]);
        rest = &rest[plain..];
        if rest.is_empty() {
            break;
        }
        let (c, size) = decode_rune(rest);
        if size == 1 && !rest[0].is_ascii() {
            out.extend_from_slice(format!("\\x{:02x}", rest[0]).as_bytes());
        } else {
            out.extend_from_slice(escaped(c, '"', false).as_bytes());
        }
        rest = &rest[size..];
    }
    out.push(b'"');
}

/// `strconv.QuoteToASCII`
pub fn quote_ascii(text: &[u8]) -> String {
    let mut out = String::from("\"");
    let mut rest = text;
    while !rest.is_empty() {
        let (c, size) = decode_rune(rest);
        if size == 1 && !rest[0].is_ascii() {
            let _ = write!(out, "\\x{:02x}", rest[0]);
        } else {
            out.push_str(&escaped(c, '"', true));
        }
        rest = &rest[size..];
    }
    out.push('"');
    out
}

/// `strconv.QuoteRune`
pub fn quote_char(c: char) -> String {
    format!("'{}'", escaped(c, '\'', false))
}

/// `strconv.QuoteRuneToASCII`
pub fn quote_char_ascii(c: char) -> String {
    format!("'{}'", escaped(c, '\'', true))
}

/// `strconv.CanBackquote`: whether the text can stand between back quotes on one line.
pub(super) fn can_backquote(text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok_and(|text| {
        text.chars()
            .all(|c| !matches!(c, '\u{feff}' | '`' | '\u{7f}') && (c >= ' ' || c == '\t'))
    })
}

fn escaped(c: char, quote: char, ascii: bool) -> String {
    if c == quote || c == '\\' {
        return format!("\\{c}");
    }
    if is_printable(c) && (c.is_ascii() || !ascii) {
        return c.to_string();
    }
    match c {
        '\u{7}' => "\\a".to_owned(),
        '\u{8}' => "\\b".to_owned(),
        '\u{c}' => "\\f".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '\u{b}' => "\\v".to_owned(),
        c if c < ' ' || c == '\u{7f}' => format!("\\x{:02x}", u32::from(c)),
        c if c < '\u{10000}' => format!("\\u{:04x}", u32::from(c)),
        c => format!("\\U{:08x}", u32::from(c)),
    }
}
