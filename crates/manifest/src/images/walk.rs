//! Going through an object.

use std::fmt::Write as _;

use steersman_yaml::{Node, NodeValue};

/// How deep fields are looked at; Kubernetes objects that describe themselves are deeper.
const MAX_DEPTH: usize = 64;

/// The way from the root of an object to one of its fields.
#[derive(Debug, Default)]
pub(super) struct FieldPath(String);

impl FieldPath {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Runs `inner` one field further down.
    pub(super) fn with_key<T>(&mut self, key: &[u8], inner: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.0.len();
        if length > 0 {
            self.0.push('.');
        }
        self.0.push_str(&String::from_utf8_lossy(key));
        let result = inner(self);
        self.0.truncate(length);
        result
    }

    /// Runs `inner` in an item of the list that the path leads to.
    pub(super) fn with_index<T>(&mut self, index: usize, inner: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.0.len();
        write!(self.0, "[{index}]").expect("writing to a string cannot fail");
        let result = inner(self);
        self.0.truncate(length);
        result
    }
}

/// Calls `visit` for each mapping in `node`, outer ones first, with the key that leads to it, until it answers that
/// what is inside needs no visit.
pub(super) fn each_mapping<'n>(
    node: &'n Node,
    path: &mut FieldPath,
    visit: &mut dyn FnMut(&'n [u8], &'n Node, &mut FieldPath) -> Inside,
) {
    walk((b"", node), path, 0, visit);
}

/// Whether what is inside of a mapping is visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    Visited,
    Left,
}

fn walk<'n>(
    (key, node): (&'n [u8], &'n Node),
    path: &mut FieldPath,
    depth: usize,
    visit: &mut dyn FnMut(&'n [u8], &'n Node, &mut FieldPath) -> Inside,
) {
    if depth > MAX_DEPTH {
        return;
    }
    match &node.value {
        NodeValue::Map(entries) => {
            if visit(key, node, path) == Inside::Left {
                return;
            }
            for entry in entries {
                path.with_key(&entry.key, |path| {
                    walk((&entry.key, &entry.value), path, depth + 1, visit);
                });
            }
        }
        NodeValue::List(items) => {
            for (n, item) in items.iter().enumerate() {
                path.with_index(n, |path| walk((key, item), path, depth + 1, visit));
            }
        }
        _ => {}
    }
}

/// The text of a field.
pub(super) fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    match &node.get(key.as_bytes())?.value {
        NodeValue::Str(text) => text.to_str(),
        _ => None,
    }
}

/// The items of a field that is a list.
pub(super) fn items<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    match node.get(key.as_bytes()).map(|node| &node.value) {
        Some(NodeValue::List(items)) => items,
        _ => &[],
    }
}
