use std::fmt::Write as _;

use steersman_value::{Tree, fmt::append_json_float};

/// Writes a tree as Go's `json.Marshal` does, without spaces and safe within HTML.
pub(super) fn write_tree(out: &mut String, tree: &Tree) {
    match tree {
        Tree::Null => out.push_str("null"),
        Tree::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Tree::Int(n) => out.push_str(&n.to_string()),
        Tree::Uint(n) => out.push_str(&n.to_string()),
        Tree::Float(n) => {
            let mut bytes = Vec::new();
            append_json_float(&mut bytes, *n);
            out.push_str(&String::from_utf8_lossy(&bytes));
        }
        Tree::Str(text) => write_text(out, &text.to_text()),
        Tree::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_tree(out, item);
            }
            out.push(']');
        }
        Tree::Map(table) => {
            write_fields(out, table.iter().map(|(key, value)| (key.to_text(), value)));
        }
    }
}

/// Writes an object with its fields in the given order.
pub(super) fn write_fields<'a, K: AsRef<str>>(
    out: &mut String,
    fields: impl Iterator<Item = (K, &'a Tree)>,
) {
    out.push('{');
    for (at, (key, value)) in fields.enumerate() {
        if at > 0 {
            out.push(',');
        }
        write_text(out, key.as_ref());
        out.push(':');
        write_tree(out, value);
    }
    out.push('}');
}

pub(super) fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                let written = write!(out, "\\u{:04x}", u32::from(c));
                debug_assert!(written.is_ok(), "writing to a string cannot fail");
            }
            plain => out.push(plain),
        }
    }
    out.push('"');
}
