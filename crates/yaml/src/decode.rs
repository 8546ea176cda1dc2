//! From nodes to values: scalars get their meaning, aliases and merge keys are filled in.

use std::collections::HashMap;

use steersman_diag::Span;
use steersman_value::Str;

use crate::Error;
use crate::base64;
use crate::compose::{Document, RawKind};
use crate::error::{DuplicateKey, Outcome};
use crate::go_syntax::{go_syntax, unsigned};
use crate::intern::Interner;
use crate::limits::MAX_DEPTH;
use crate::node::{Entry, KeyKind, Node, NodeValue};
use crate::number::push_float32;
use crate::resolve::{Meaning, resolve};

/// What happens when a key occurs twice in a mapping.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Duplicates {
    /// The last value counts.
    #[default]
    Replace,
    /// The document is refused.
    Refuse,
}

/// Mappings with more entries than this find their keys by hash.
const LINEAR_SEARCH: usize = 16;

/// Gives meaning to a document.
pub(crate) fn decode(document: &Document<'_>, duplicates: Duplicates) -> Outcome<Node> {
    let mut decoder = Decoder {
        document,
        duplicates,
        // go-yaml counts the document as well.
        decode_count: 1,
        alias_count: 0,
        active: Vec::new(),
        shared: HashMap::new(),
        strings: Interner::default(),
        repeated: Vec::new(),
        doubtful: false,
    };
    let node = decoder.decode(0, 0)?;
    if !decoder.repeated.is_empty() {
        return Err(Box::new(Error::DuplicateKeys {
            keys: decoder.repeated,
        }));
    }
    if decoder.doubtful {
        check_keys(&node)?;
        check_numbers(&node)?;
    }
    Ok(node)
}

struct Decoder<'d> {
    document: &'d Document<'d>,
    duplicates: Duplicates,
    decode_count: u64,
    alias_count: u64,
    /// The aliases that are being filled in.
    active: Vec<usize>,
    /// Strings that came from aliases: each is kept once, however often it is used.
    shared: HashMap<usize, Str>,
    strings: Interner,
    repeated: Vec<DuplicateKey>,
    /// Whether something was met that JSON may not be able to say.
    doubtful: bool,
}

/// The share of nodes that may come from aliases after `count` nodes: 99 % of small documents, falling to 10 %.
fn allowed_alias_ratio(count: u64) -> f64 {
    const LOW: u64 = 400_000;
    const HIGH: u64 = 4_000_000;
    #[expect(clippy::cast_precision_loss, reason = "both are below four million")]
    match count {
        0..=LOW => 0.99,
        HIGH.. => 0.10,
        _ => 0.99 - 0.89 * ((count - LOW) as f64 / (HIGH - LOW) as f64),
    }
}

impl Decoder<'_> {
    fn span(&self, index: usize) -> Span {
        self.document.nodes[index].span
    }

    /// Counts a node, and stops when aliases have multiplied the document too much.
    fn count(&mut self, index: usize) -> Outcome<()> {
        self.decode_count += 1;
        if !self.active.is_empty() {
            self.alias_count += 1;
        }
        if self.alias_count > 100 && self.decode_count > 1000 {
            #[expect(clippy::cast_precision_loss, reason = "as go-yaml computes it")]
            let ratio = self.alias_count as f64 / self.decode_count as f64;
            if ratio > allowed_alias_ratio(self.decode_count) {
                return Err(Box::new(Error::ExcessiveAliasing {
                    span: self.span(index),
                }));
            }
        }
        Ok(())
    }

    fn decode(&mut self, index: usize, depth: usize) -> Outcome<Node> {
        self.count(index)?;
        let span = self.span(index);
        if depth > MAX_DEPTH {
            return Err(Box::new(Error::TooDeep {
                limit: MAX_DEPTH,
                span,
            }));
        }
        let value = match &self.document.nodes[index].kind {
            RawKind::Alias { target, .. } => {
                self.enter_alias(index)?;
                let node = self.decode(*target as usize, depth + 1)?;
                self.active.pop();
                node.value
            }
            RawKind::Scalar {
                tag,
                text,
                implicit,
            } => match self.shared.get(&index) {
                Some(text) if !self.active.is_empty() => NodeValue::Str(text.clone()),
                _ => self.scalar(tag.as_deref(), text, *implicit, span)?,
            },
            RawKind::Sequence => {
                let mut items = Vec::new();
                let end = self.document.end(index);
                let mut child = index + 1;
                while child < end {
                    items.push(self.decode(child, depth + 1)?);
                    child = self.document.end(child);
                }
                NodeValue::List(items)
            }
            RawKind::Mapping => {
                let mut entries = Entries::default();
                self.mapping(index, &mut entries, depth)?;
                NodeValue::Map(entries.list)
            }
        };
        if let NodeValue::Str(text) = &value
            && !self.active.is_empty()
        {
            self.shared.entry(index).or_insert_with(|| text.clone());
        }
        Ok(Node { span, value })
    }

    fn enter_alias(&mut self, index: usize) -> Outcome<()> {
        if let RawKind::Alias { name, .. } = &self.document.nodes[index].kind
            && self.active.contains(&index)
        {
            return Err(Box::new(Error::RecursiveAnchor {
                name: String::from_utf8_lossy(name).into_owned(),
                span: self.span(index),
            }));
        }
        self.active.push(index);
        Ok(())
    }

    fn scalar(
        &mut self,
        tag: Option<&[u8]>,
        text: &[u8],
        implicit: bool,
        span: Span,
    ) -> Outcome<NodeValue> {
        let meaning = match tag {
            None if !implicit => Meaning::Str,
            None => resolve(text, false),
            Some(tag) => match tag.strip_prefix(b"tag:yaml.org,2002:") {
                Some(b"binary") => {
                    let data = base64::decode(text)
                        .ok_or_else(|| Box::new(Error::InvalidBinary { span }))?;
                    return Ok(NodeValue::Str(Str::from(crate::json::replace_invalid(
                        &data,
                    ))));
                }
                Some(short) => tagged(short, text, span)?,
                None => Meaning::Str,
            },
        };
        Ok(match meaning {
            Meaning::Null => NodeValue::Null,
            Meaning::Bool(value) => NodeValue::Bool(value),
            Meaning::Int(value) => NodeValue::Int(value),
            Meaning::Uint(value) => {
                self.doubtful = true;
                NodeValue::Uint(value)
            }
            Meaning::Float(value) => {
                self.doubtful |= !value.is_finite();
                NodeValue::Float(value)
            }
            Meaning::Timestamp | Meaning::Str => NodeValue::Str(self.strings.get(text)),
        })
    }

    /// Adds the entries of a mapping; the same ones again replace those that are there.
    fn mapping(&mut self, index: usize, entries: &mut Entries, depth: usize) -> Outcome<()> {
        let end = self.document.end(index);
        let mut key = index + 1;
        while key < end {
            let value = self.document.end(key);
            if self.is_merge(key) {
                self.merge(value, entries, depth + 1)?;
            } else {
                self.entry(key, value, entries, depth + 1)?;
            }
            key = self.document.end(value);
        }
        Ok(())
    }

    fn entry(
        &mut self,
        key: usize,
        value: usize,
        entries: &mut Entries,
        depth: usize,
    ) -> Outcome<()> {
        let key = self.decode(key, depth)?;
        let (key_kind, text) = self.key_text(&key)?;
        let line = self.document.nodes[value].line + 1;
        let entry = Entry {
            key: text,
            key_span: key.span,
            value: self.decode(value, depth)?,
            key_kind,
        };
        let Some(place) = entries.find(&entry) else {
            entries.push(entry);
            return Ok(());
        };
        match self.duplicates {
            Duplicates::Replace => entries.list[place] = entry,
            Duplicates::Refuse => self.repeated.push(DuplicateKey {
                line,
                key: go_syntax(&key.value),
                span: entry.value.span,
            }),
        }
        Ok(())
    }

    /// A key as a string.
    fn key_text(&mut self, key: &Node) -> Outcome<(KeyKind, Str)> {
        Ok(match &key.value {
            NodeValue::Str(text) => (KeyKind::Str, text.clone()),
            NodeValue::Bool(value) => (
                KeyKind::Bool,
                Str::from(if *value { "true" } else { "false" }),
            ),
            NodeValue::Int(value) => (KeyKind::Int, Str::from(value.to_string())),
            NodeValue::Float(value) => {
                let mut text = Vec::new();
                push_float32(&mut text, *value);
                (KeyKind::Float, Str::from(text))
            }
            NodeValue::Uint(value) => (KeyKind::Uint, Str::from(value.to_string())),
            NodeValue::Null => {
                self.doubtful = true;
                (KeyKind::Null, Str::default())
            }
            NodeValue::List(_) | NodeValue::Map(_) => {
                return Err(Box::new(Error::InvalidMapKey {
                    key: go_syntax(&key.value),
                    span: key.span,
                }));
            }
        })
    }

    fn is_merge(&self, index: usize) -> bool {
        match &self.document.nodes[index].kind {
            RawKind::Scalar {
                tag,
                text,
                implicit,
            } => {
                text[..] == *b"<<"
                    && (*implicit || tag.as_deref() == Some(b"tag:yaml.org,2002:merge"))
            }
            _ => false,
        }
    }

    /// Fills in the value of a merge key.
    fn merge(&mut self, value: usize, entries: &mut Entries, depth: usize) -> Outcome<()> {
        if !matches!(self.document.nodes[value].kind, RawKind::Sequence) {
            return self.merge_mapping(value, entries, depth);
        }
        let end = self.document.end(value);
        let mut items = Vec::new();
        let mut child = value + 1;
        while child < end {
            items.push(child);
            child = self.document.end(child);
        }
        // Earlier mappings win over later ones.
        items
            .into_iter()
            .rev()
            .try_for_each(|item| self.merge_mapping(item, entries, depth))
    }

    fn merge_mapping(&mut self, index: usize, entries: &mut Entries, depth: usize) -> Outcome<()> {
        let span = self.span(index);
        let nodes = &self.document.nodes;
        if depth > MAX_DEPTH {
            return Err(Box::new(Error::TooDeep {
                limit: MAX_DEPTH,
                span,
            }));
        }
        match nodes[index].kind {
            RawKind::Mapping => {
                self.count(index)?;
                self.mapping(index, entries, depth)
            }
            RawKind::Alias { target, .. }
                if matches!(nodes[target as usize].kind, RawKind::Mapping) =>
            {
                let target = target as usize;
                self.count(index)?;
                self.enter_alias(index)?;
                self.count(target)?;
                self.mapping(target, entries, depth)?;
                self.active.pop();
                Ok(())
            }
            _ => Err(Box::new(Error::InvalidMerge { span })),
        }
    }
}

/// What a scalar with one of YAML's own tags means.
fn tagged(tag: &[u8], text: &[u8], span: Span) -> Outcome<Meaning> {
    if !matches!(
        tag,
        b"str" | b"bool" | b"int" | b"float" | b"null" | b"timestamp"
    ) || tag == b"str"
    {
        return Ok(Meaning::Str);
    }
    let meaning = resolve(text, tag == b"timestamp");
    match (tag, meaning) {
        #[expect(clippy::cast_precision_loss, reason = "as Go converts it")]
        (b"float", Meaning::Int(value)) => Ok(Meaning::Float(value as f64)),
        _ if meaning.tag().as_bytes()[2..] == *tag => Ok(meaning),
        _ => Err(Box::new(Error::TagMismatch {
            found: meaning.tag(),
            text: String::from_utf8_lossy(text).into_owned(),
            wanted: format!("!!{}", String::from_utf8_lossy(tag)),
            span,
        })),
    }
}

/// The entries of a mapping while it is read.
#[derive(Default)]
struct Entries {
    list: Vec<Entry>,
    places: HashMap<(KeyKind, Str), usize>,
}

impl Entries {
    fn find(&mut self, entry: &Entry) -> Option<usize> {
        if self.list.len() <= LINEAR_SEARCH {
            return self
                .list
                .iter()
                .position(|known| known.key_kind == entry.key_kind && known.key == entry.key);
        }
        for place in self.places.len()..self.list.len() {
            let known = &self.list[place];
            self.places
                .insert((known.key_kind, known.key.clone()), place);
        }
        self.places
            .get(&(entry.key_kind, entry.key.clone()))
            .copied()
    }

    fn push(&mut self, entry: Entry) {
        self.list.push(entry);
    }
}

/// Finds a key that has no string form.
fn check_keys(node: &Node) -> Outcome<()> {
    match &node.value {
        NodeValue::List(items) => items.iter().try_for_each(check_keys),
        NodeValue::Map(entries) => entries.iter().try_for_each(|entry| {
            let (key_type, key) = match entry.key_kind {
                KeyKind::Null => ("%!s(<nil>)", "<nil>".to_owned()),
                KeyKind::Uint => ("uint64", unsigned(&entry.key)),
                _ => return check_keys(&entry.value),
            };
            Err(Box::new(Error::UnsupportedKey {
                key_type,
                key,
                value: go_syntax(&entry.value.value),
                span: entry.key_span,
            }))
        }),
        _ => Ok(()),
    }
}

/// Finds a number that JSON cannot write.
fn check_numbers(node: &Node) -> Outcome<()> {
    match &node.value {
        NodeValue::List(items) => items.iter().try_for_each(check_numbers),
        NodeValue::Map(entries) => {
            // JSON text is written in the order of the keys.
            let mut sorted: Vec<&Entry> = entries.iter().collect();
            sorted.sort_by(|a, b| a.key.cmp(&b.key));
            sorted
                .into_iter()
                .try_for_each(|entry| check_numbers(&entry.value))
        }
        NodeValue::Float(value) if !value.is_finite() => Err(Box::new(Error::UnsupportedNumber {
            value: if value.is_nan() {
                "NaN"
            } else if *value > 0.0 {
                "+Inf"
            } else {
                "-Inf"
            },
            span: node.span,
        })),
        _ => Ok(()),
    }
}
