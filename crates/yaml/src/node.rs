use steersman_diag::Span;
use steersman_value::{Str, Table, Tree};

/// A value with its place in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where the value is; for an alias, where the alias is.
    pub span: Span,
    /// The value.
    pub value: NodeValue,
}

/// What a [`Node`] holds. Numbers keep the type go-yaml gives them.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeValue {
    /// `null`, `~` or nothing.
    Null,
    /// A boolean.
    Bool(bool),
    /// A signed integer.
    Int(i64),
    /// An integer above the signed range.
    Uint(u64),
    /// A floating point number.
    Float(f64),
    /// A string.
    Str(Str),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order of the text; a repeated key has the last value at the first place.
    Map(Vec<Entry>),
}

/// A key of a mapping and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key as a string, whatever its type was.
    pub key: Str,
    /// Where the key is.
    pub key_span: Span,
    /// The value.
    pub value: Node,
    pub(crate) key_kind: KeyKind,
}

/// The type a key had before it became a string, in the order in which Go prints keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum KeyKind {
    Null,
    Str,
    Uint,
    Int,
    Float,
    Bool,
}

/// The type of numbers in a [`Tree`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// Every number is a [`Tree::Float`], as where Go decodes JSON without knowing a type.
    #[default]
    Float,
    /// Integers are [`Tree::Int`], or [`Tree::Uint`] above the signed range, as the text has them.
    Typed,
}

impl Node {
    /// The value under `key`, when this is a mapping that has it.
    pub fn get(&self, key: &[u8]) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of `key`, when this is a mapping that has it.
    pub fn entry(&self, key: &[u8]) -> Option<&Entry> {
        match &self.value {
            // Keys of different types can become the same string; the last one counts.
            NodeValue::Map(entries) => entries.iter().rev().find(|entry| *entry.key == *key),
            _ => None,
        }
    }

    /// The value without its places.
    pub fn into_tree(self, numbers: Numbers) -> Tree {
        match self.value {
            NodeValue::Null => Tree::Null,
            NodeValue::Bool(value) => Tree::Bool(value),
            NodeValue::Str(text) => Tree::Str(text),
            NodeValue::List(items) => Tree::List(
                items
                    .into_iter()
                    .map(|item| item.into_tree(numbers))
                    .collect(),
            ),
            NodeValue::Map(entries) => Tree::Map(
                entries
                    .into_iter()
                    .map(|entry| (entry.key, entry.value.into_tree(numbers)))
                    .collect::<Table>(),
            ),
            NodeValue::Float(value) => Tree::Float(value),
            NodeValue::Int(value) => integer_tree(value, numbers),
            NodeValue::Uint(value) => unsigned_tree(value, numbers),
        }
    }
}

pub(crate) fn integer_tree(value: i64, numbers: Numbers) -> Tree {
    match numbers {
        Numbers::Typed => Tree::Int(value),
        #[expect(
            clippy::cast_precision_loss,
            reason = "Go rounds the same way when it reads the JSON text"
        )]
        Numbers::Float => Tree::Float(value as f64),
    }
}

pub(crate) fn unsigned_tree(value: u64, numbers: Numbers) -> Tree {
    match numbers {
        Numbers::Typed => Tree::Uint(value),
        #[expect(
            clippy::cast_precision_loss,
            reason = "Go rounds the same way when it reads the JSON text"
        )]
        Numbers::Float => Tree::Float(value as f64),
    }
}
