//! JSON text as Go's `encoding/json` writes it.

use steersman_value::fmt::append_json_float;
use steersman_value::{Json, Str, Table, Tree, Value};

use crate::base64;
use crate::emit::EncodeError;
use crate::limits::MAX_DEPTH;

/// Text with every byte that is not part of UTF-8 replaced by U+FFFD.
pub(crate) fn replace_invalid(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.extend_from_slice(chunk.valid().as_bytes());
        for _ in chunk.invalid() {
            text.extend_from_slice("\u{FFFD}".as_bytes());
        }
    }
    text
}

/// The tree of a template value, as JSON means it.
pub(crate) fn value_tree(value: &Value) -> Result<Tree, EncodeError> {
    tree_of(value, 0)
}

fn tree_of(value: &Value, depth: usize) -> Result<Tree, EncodeError> {
    if depth > MAX_DEPTH {
        return Err(EncodeError::Cycle {
            type_name: value.type_name(),
        });
    }
    Ok(match value {
        Value::Invalid | Value::Nil => Tree::Null,
        Value::Bool(value) => Tree::Bool(*value),
        Value::Int(kind, value) if kind.is_unsigned() => Tree::Uint(value.cast_unsigned()),
        Value::Int(_, value) => Tree::Int(*value),
        Value::Float(value) => Tree::Float(*value),
        Value::Str(text) => Tree::Str(text.clone()),
        Value::Bytes(bytes) => Tree::Str(Str::from(base64::encode(bytes))),
        Value::List(list) if list.is_nil() => Tree::Null,
        Value::List(list) => Tree::List(
            list.items()
                .iter()
                .map(|item| tree_of(item, depth + 1))
                .collect::<Result<_, _>>()?,
        ),
        Value::Map(map) if map.is_nil() => Tree::Null,
        Value::Map(map) => Tree::Map(
            map.entries()
                .iter()
                .map(|(key, value)| Ok((key.clone(), tree_of(value, depth + 1)?)))
                .collect::<Result<Table, EncodeError>>()?,
        ),
        Value::Complex(..) => {
            return Err(EncodeError::UnsupportedType {
                type_name: value.type_name(),
            });
        }
        Value::Object(object) => match object
            .to_json()
            .map_err(|message| EncodeError::Object { message })?
        {
            Json::Value(value) => tree_of(&value, depth + 1)?,
            Json::Struct(members) => Tree::Map(
                members
                    .iter()
                    .map(|(name, value)| Ok((Str::from(*name), tree_of(value, depth + 1)?)))
                    .collect::<Result<Table, EncodeError>>()?,
            ),
        },
    })
}

/// Writes a tree; fails with the number that has no JSON form.
pub(crate) fn write(out: &mut Vec<u8>, tree: &Tree) -> Result<(), f64> {
    match tree {
        Tree::Null => out.extend_from_slice(b"null"),
        Tree::Bool(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Tree::Int(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Tree::Uint(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Tree::Float(value) if !value.is_finite() => return Err(*value),
        Tree::Float(value) => append_json_float(out, *value),
        Tree::Str(text) => write_string(out, text),
        Tree::List(items) => {
            out.push(b'[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                write(out, item)?;
            }
            out.push(b']');
        }
        Tree::Map(table) => {
            out.push(b'{');
            for (place, (key, value)) in table.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                write_string(out, key);
                out.push(b':');
                write(out, value)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}

fn write_string(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    for chunk in text.utf8_chunks() {
        chunk.valid().chars().for_each(|char| write_char(out, char));
        for _ in chunk.invalid() {
            out.extend_from_slice(b"\\ufffd");
        }
    }
    out.push(b'"');
}

fn write_char(out: &mut Vec<u8>, char: char) {
    let short = match char {
        '"' => b'"',
        '\\' => b'\\',
        '\u{08}' => b'b',
        '\u{0C}' => b'f',
        '\n' => b'n',
        '\r' => b'r',
        '\t' => b't',
        '\0'..='\u{1F}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
            out.extend_from_slice(format!("\\u{:04x}", u32::from(char)).as_bytes());
            return;
        }
        _ => {
            out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}
