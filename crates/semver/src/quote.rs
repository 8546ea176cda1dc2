use std::fmt::Write as _;

/// `text` in double quotes with Go's escapes (`%q`).
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{b}' => out.push_str("\\v"),
            _ => push_char(&mut out, c),
        }
    }
    out.push('"');
    out
}

fn push_char(out: &mut String, c: char) {
    let code = u32::from(c);
    // Writing to a string cannot fail.
    let _ = if is_printable(c) {
        out.write_char(c)
    } else if code < 0x80 {
        write!(out, "\\x{code:02x}")
    } else if code < 0x1_0000 {
        write!(out, "\\u{code:04x}")
    } else {
        write!(out, "\\U{code:08x}")
    };
}

/// Whether Go prints the character as it is. The standard library decides the same for all but the first
/// character of a text, where it escapes combining marks too.
fn is_printable(c: char) -> bool {
    (' '..='~').contains(&c)
        || !c.is_ascii() && String::from_iter(['a', c]).escape_debug().count() == 2
}
