use steersman_value::Tree;

use super::detour::encode_by_json;
use super::error::{EncodeError, Stop, unsupported_number};
use super::order::sort_entries;
use super::writer::{Dialect, Place, Writer};
use crate::limits::MAX_DEPTH;
use crate::number::{Whole, push_float, whole};

/// The YAML text of a tree, as `Marshal` of `sigs.k8s.io/yaml` writes it, with the final line break.
///
/// # Errors
/// When a number has no JSON form, when the tree is deeper than [`MAX_DEPTH`], and when a string holds
/// characters that YAML does not allow.
pub fn encode_tree(tree: &Tree) -> Result<Vec<u8>, EncodeError> {
    let mut writer = Writer::new(Dialect::Compact);
    match writer.tree(tree, Place::Root, 0) {
        Ok(()) => Ok(writer.finish()),
        Err(Stop::Error(error)) => Err(*error),
        Err(Stop::Detour) => encode_by_json(tree),
    }
}

impl Writer {
    pub(super) fn tree(&mut self, tree: &Tree, place: Place, depth: usize) -> Result<(), Stop> {
        match tree {
            Tree::Null => self.write_word(b"null"),
            Tree::Bool(value) => self.write_bool(*value),
            Tree::Int(value) => self.write_word(value.to_string().as_bytes()),
            Tree::Uint(value) => self.write_word(value.to_string().as_bytes()),
            Tree::Float(value) => self.write_float(*value)?,
            Tree::Str(text) => self.write_string(text, place)?,
            Tree::List(items) => {
                check_depth(depth, "[]interface {}")?;
                self.sequence(items, place, |writer, item| {
                    writer.tree(item, Place::Item, depth + 1)
                })?;
            }
            Tree::Map(table) => {
                check_depth(depth, "map[string]interface {}")?;
                let mut entries: Vec<_> = table
                    .iter()
                    .map(|(key, value)| (key.as_bytes(), value))
                    .collect();
                sort_entries(&mut entries, self.dialect);
                self.mapping(&entries, |writer, value| {
                    writer.tree(value, Place::Value, depth + 1)
                })?;
            }
        }
        Ok(())
    }

    pub(super) fn write_bool(&mut self, value: bool) {
        self.write_word(if value { b"true" } else { b"false" });
    }

    /// Writes a float. On the way through JSON whole numbers become integers.
    pub(super) fn write_float(&mut self, value: f64) -> Result<(), Stop> {
        if self.dialect == Dialect::Compact {
            if !value.is_finite() {
                return Err(unsupported_number(value).into());
            }
            match whole(value) {
                Some(Whole::Int(value)) => {
                    self.write_word(value.to_string().as_bytes());
                    return Ok(());
                }
                Some(Whole::Uint(value)) => {
                    self.write_word(value.to_string().as_bytes());
                    return Ok(());
                }
                None => {}
            }
        }
        let mut text = Vec::with_capacity(24);
        push_float(&mut text, value);
        self.write_word(&text);
        Ok(())
    }
}

pub(super) fn check_depth(depth: usize, type_name: &'static str) -> Result<(), Stop> {
    if depth > MAX_DEPTH {
        return Err(EncodeError::Cycle { type_name }.into());
    }
    Ok(())
}
