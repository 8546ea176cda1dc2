//! Go's quoting, which error texts are full of.

use std::fmt::{self, Write as _};

/// `text` in double quotes with Go's escapes (`%q`).
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        push_escaped(&mut out, c, '"');
    }
    out.push('"');
    out
}

/// A character in single quotes (`%q` of a rune).
pub(crate) fn quoted_char(c: char) -> String {
    let mut out = String::from('\'');
    push_escaped(&mut out, c, '\'');
    out.push('\'');
    out
}

fn push_escaped(out: &mut String, c: char, quote: char) {
    let written: fmt::Result = match c {
        c if c == quote || c == '\\' => write!(out, "\\{c}"),
        '\u{7}' => out.write_str("\\a"),
        '\u{8}' => out.write_str("\\b"),
        '\u{c}' => out.write_str("\\f"),
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        '\u{b}' => out.write_str("\\v"),
        c if is_printable(c) => out.write_char(c),
        c if u32::from(c) < 0x80 => write!(out, "\\x{:02x}", u32::from(c)),
        c if u32::from(c) < 0x1_0000 => write!(out, "\\u{:04x}", u32::from(c)),
        c => write!(out, "\\U{:08x}", u32::from(c)),
    };
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
}

/// Whether Go's `unicode.IsPrint` holds: graphic characters, and of the spaces only the ASCII one.
pub(crate) fn is_printable(c: char) -> bool {
    // The standard library escapes exactly the characters that are not printable, and besides some printable
    // ones at the begin of a text; the letter in front takes care of those.
    (' '..='~').contains(&c) || !c.is_ascii() && !c.is_whitespace() && String::from_iter(['a', c]).escape_debug().count() == 2
}
