//! What a document holds, with what is only for people.

use super::comments::Comment;

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScalarStyle {
    Plain,
    Single,
    Double,
    Literal,
    Folded,
}

/// How a collection is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CollectionStyle {
    Block,
    Flow,
}

#[derive(Clone, Debug)]
pub(crate) struct StyledNode {
    /// Anchor and tag as the text has them, with a space between.
    pub(crate) properties: Vec<u8>,
    pub(crate) body: Body,
}

#[derive(Clone, Debug)]
pub(crate) enum Body {
    Scalar {
        text: Vec<u8>,
        style: ScalarStyle,
    },
    /// With its `*`.
    Alias(Vec<u8>),
    List(Collection),
    Map(Collection),
}

/// The entries of a sequence or mapping.
#[derive(Clone, Debug)]
pub(crate) struct Collection {
    pub(crate) style: CollectionStyle,
    pub(crate) entries: Vec<StyledEntry>,
    /// Comments after the last entry.
    pub(crate) tail: Vec<Comment>,
}

#[derive(Clone, Debug)]
pub(crate) struct StyledEntry {
    /// Comments on lines before it.
    pub(crate) head: Vec<Comment>,
    /// Items of sequences have none.
    pub(crate) key: Option<StyledNode>,
    /// The comment on the line of the key, when the value is on lines of its own.
    pub(crate) key_line: Option<Comment>,
    pub(crate) value: StyledNode,
    /// The comment on the last line of the value.
    pub(crate) line: Option<Comment>,
}

impl StyledNode {
    /// A scalar without properties.
    pub(crate) fn scalar(text: &str, style: ScalarStyle) -> Self {
        Self {
            properties: Vec::new(),
            body: Body::Scalar {
                text: text.as_bytes().to_vec(),
                style,
            },
        }
    }

    /// An empty mapping in block style.
    pub(crate) fn empty_map() -> Self {
        Self {
            properties: Vec::new(),
            body: Body::Map(Collection {
                style: CollectionStyle::Block,
                entries: Vec::new(),
                tail: Vec::new(),
            }),
        }
    }

    /// Whether there is nothing in it: an empty collection, or a scalar.
    pub(crate) fn is_hollow(&self) -> bool {
        match &self.body {
            Body::List(collection) | Body::Map(collection) => collection.entries.is_empty(),
            Body::Scalar { .. } | Body::Alias(_) => true,
        }
    }

    /// Whether it is the scalar of this text.
    pub(crate) fn is_text(&self, wanted: &str) -> bool {
        matches!(&self.body, Body::Scalar { text, .. } if text == wanted.as_bytes())
    }
}
