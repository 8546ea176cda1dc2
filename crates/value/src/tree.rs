use std::collections::BTreeMap;

use crate::Str;

/// A mapping with string keys, in byte order of the keys.
pub type Table = BTreeMap<Str, Tree>;

/// A plain document: what YAML or JSON text means once it is read.
///
/// Helm reads YAML by way of JSON, so numbers from files are [`Tree::Float`]; integers come from `--set`
/// and from Go integers put in by the program.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Tree {
    /// `null`, and every value that is not there.
    #[default]
    Null,
    /// A boolean.
    Bool(bool),
    /// A signed integer (Go `int64`).
    Int(i64),
    /// An unsigned integer above `i64::MAX` (Go `uint64`).
    Uint(u64),
    /// A floating point number (Go `float64`).
    Float(f64),
    /// A string.
    Str(Str),
    /// A sequence.
    List(Vec<Self>),
    /// A mapping.
    Map(Table),
}

impl Tree {
    /// The table, when this is one.
    pub fn as_map(&self) -> Option<&Table> {
        match self {
            Self::Map(table) => Some(table),
            _ => None,
        }
    }

    /// The table for changing, when this is one.
    pub fn as_map_mut(&mut self) -> Option<&mut Table> {
        match self {
            Self::Map(table) => Some(table),
            _ => None,
        }
    }

    /// The items, when this is a list.
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The string, when this is one and is UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => text.to_str(),
            _ => None,
        }
    }

    /// The boolean, when this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value under `key` when this is a table that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_map()?.get(key.as_bytes())
    }
}

impl From<&str> for Tree {
    fn from(text: &str) -> Self {
        Self::Str(text.into())
    }
}

impl From<String> for Tree {
    fn from(text: String) -> Self {
        Self::Str(text.into())
    }
}

impl From<bool> for Tree {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

impl From<i64> for Tree {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}

impl From<f64> for Tree {
    fn from(n: f64) -> Self {
        Self::Float(n)
    }
}

impl From<Vec<Self>> for Tree {
    fn from(items: Vec<Self>) -> Self {
        Self::List(items)
    }
}

impl From<Table> for Tree {
    fn from(table: Table) -> Self {
        Self::Map(table)
    }
}
