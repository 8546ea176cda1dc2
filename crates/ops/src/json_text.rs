//! Values as JSON texts, to the byte as Go writes them.

use steersman_value::Tree;
use steersman_value::fmt::append_json_float;

/// Appends a value: no white space, keys in order, characters that matter to HTML escaped.
pub fn append_json(tree: &Tree, out: &mut Vec<u8>) {
    match tree {
        Tree::Null => out.extend_from_slice(b"null"),
        Tree::Bool(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Tree::Int(int) => out.extend_from_slice(int.to_string().as_bytes()),
        Tree::Uint(int) => out.extend_from_slice(int.to_string().as_bytes()),
        Tree::Float(float) => append_json_float(out, *float),
        Tree::Str(text) => append_text(&String::from_utf8_lossy(text), out),
        Tree::List(list) => {
            out.push(b'[');
            for (n, item) in list.iter().enumerate() {
                if n > 0 {
                    out.push(b',');
                }
                append_json(item, out);
            }
            out.push(b']');
        }
        Tree::Map(map) => {
            out.push(b'{');
            for (n, (key, value)) in map.iter().enumerate() {
                if n > 0 {
                    out.push(b',');
                }
                append_text(&String::from_utf8_lossy(key), out);
                out.push(b':');
                append_json(value, out);
            }
            out.push(b'}');
        }
    }
}

fn append_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for c in text.chars() {
        match c {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\u{8}' => out.extend_from_slice(b"\\b"),
            '\u{c}' => out.extend_from_slice(b"\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                out.extend_from_slice(format!("\\u{:04x}", u32::from(c)).as_bytes());
            }
            _ => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}
