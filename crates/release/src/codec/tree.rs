//! Plain documents as parts of a record.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use steersman_value::{Table, Tree};

/// Writes a document: keys in byte order, bytes that are no UTF-8 as U+FFFD.
pub(super) struct AsJson<'a>(pub(super) &'a Tree);

/// Writes a table, an empty one too.
pub(super) struct TableAsJson<'a>(pub(super) &'a Table);

/// The fields of a Go struct in their order, with the struct that is in a field or in the items of its list.
pub(super) struct Shape(pub(super) &'static [(&'static str, Option<&'static Self>)]);

/// Writes a document that is a Go struct or a list of them.
pub(super) struct Shaped<'a> {
    pub(super) tree: &'a Tree,
    pub(super) shape: &'static Shape,
}

/// A document as Go reads it into an `interface {}`: every number is a float.
pub(super) struct FromJson(pub(super) Tree);

impl Serialize for AsJson<'_> {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Tree::Null => writer.serialize_unit(),
            Tree::Bool(b) => writer.serialize_bool(*b),
            Tree::Int(n) => writer.serialize_i64(*n),
            Tree::Uint(n) => writer.serialize_u64(*n),
            // JSON has no way to write the others; Go refuses them.
            Tree::Float(f) if !f.is_finite() => writer.serialize_unit(),
            Tree::Float(f) => writer.serialize_f64(*f),
            Tree::Str(text) => writer.serialize_str(&text.to_text()),
            Tree::List(items) => writer.collect_seq(items.iter().map(AsJson)),
            Tree::Map(table) => TableAsJson(table).serialize(writer),
        }
    }
}

impl Serialize for TableAsJson<'_> {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        let entries = self.0.iter();
        writer.collect_map(entries.map(|(key, value)| (key.to_text(), AsJson(value))))
    }
}

impl Serialize for Shaped<'_> {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        match self.tree {
            Tree::List(items) => {
                let mut list = writer.serialize_seq(Some(items.len()))?;
                for tree in items {
                    let shape = self.shape;
                    list.serialize_element(&Shaped { tree, shape })?;
                }
                list.end()
            }
            Tree::Map(table) => {
                let mut map = writer.serialize_map(None)?;
                for (key, shape) in self.shape.0 {
                    let Some(tree) = table.get(key.as_bytes()) else {
                        continue;
                    };
                    match shape {
                        Some(shape) => map.serialize_entry(key, &Shaped { tree, shape })?,
                        None => map.serialize_entry(key, &AsJson(tree))?,
                    }
                }
                map.end()
            }
            other => AsJson(other).serialize(writer),
        }
    }
}

impl Default for FromJson {
    fn default() -> Self {
        Self(Tree::Null)
    }
}

impl<'de> Deserialize<'de> for FromJson {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(TreeVisitor).map(Self)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, b: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(b))
    }

    #[expect(clippy::cast_precision_loss, reason = "Go reads numbers so")]
    fn visit_i64<E>(self, n: i64) -> Result<Tree, E> {
        Ok(Tree::Float(n as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "Go reads numbers so")]
    fn visit_u64<E>(self, n: u64) -> Result<Tree, E> {
        Ok(Tree::Float(n as f64))
    }

    fn visit_f64<E>(self, f: f64) -> Result<Tree, E> {
        Ok(Tree::Float(f))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::from(text))
    }

    fn visit_string<E>(self, text: String) -> Result<Tree, E> {
        Ok(Tree::from(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(FromJson(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut table = Table::new();
        while let Some((key, FromJson(value))) = entries.next_entry::<String, _>()? {
            table.insert(key.into(), value);
        }
        Ok(Tree::Map(table))
    }
}
