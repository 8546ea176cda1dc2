//! Reading YAML into fields, with the errors go-yaml gives.

use steersman_yaml::{Node, NodeValue};
use thiserror::Error;

/// Values that do not fit their fields.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("yaml: unmarshal errors:\n  {}", .0.join("\n  "))]
pub struct DecodeError(Vec<String>);

/// What happens to fields nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strange {
    Ignored,
    Refused,
}

/// A text of YAML whose values are taken one by one; what does not fit is gathered.
pub(crate) struct Decoder<'a> {
    text: &'a [u8],
    errors: Vec<String>,
}

impl<'a> Decoder<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self {
            text,
            errors: Vec::new(),
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// What did not fit.
    pub(crate) fn finish(self) -> Result<(), DecodeError> {
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(DecodeError(self.errors))
        }
    }

    /// The fields of a mapping of Go's type `target` by `names`; none where the value is null or no mapping.
    pub(crate) fn fields<'n, const N: usize>(
        &mut self,
        node: &'n Node,
        target: &str,
        (names, strange): ([&str; N], Strange),
    ) -> [Option<&'n Node>; N] {
        let mut found = [None; N];
        let NodeValue::Map(entries) = &node.value else {
            if node.value != NodeValue::Null {
                self.mismatch(node, target);
            }
            return found;
        };
        for entry in entries {
            match names.iter().position(|name| *entry.key == *name.as_bytes()) {
                Some(at) => found[at] = Some(&entry.value),
                None if strange == Strange::Refused => {
                    let line = self.line(entry.key_span.start);
                    let key = String::from_utf8_lossy(&entry.key);
                    self.errors.push(format!(
                        "line {line}: field {key} not found in type {target}"
                    ));
                }
                None => {}
            }
        }
        found
    }

    /// A text; other scalars count as they are written.
    pub(crate) fn text(&mut self, node: Option<&Node>) -> String {
        let Some(node) = node else {
            return String::new();
        };
        match &node.value {
            NodeValue::Null => String::new(),
            NodeValue::Str(text) => String::from_utf8_lossy(text).into_owned(),
            NodeValue::List(_) | NodeValue::Map(_) => {
                self.mismatch(node, "string");
                String::new()
            }
            _ => self.written(node),
        }
    }

    /// A switch.
    pub(crate) fn switch(&mut self, node: Option<&Node>) -> bool {
        match node.map(|node| (&node.value, node)) {
            None | Some((NodeValue::Null, _)) => false,
            Some((NodeValue::Bool(value), _)) => *value,
            Some((_, node)) => {
                self.mismatch(node, "bool");
                false
            }
        }
    }

    /// A whole number of Go's type `target`, which is that of the result.
    pub(crate) fn number<T: TryFrom<i128> + Default>(
        &mut self,
        node: Option<&Node>,
        target: &str,
    ) -> T {
        let number = match node.map(|node| &node.value) {
            None | Some(NodeValue::Null) => return T::default(),
            Some(NodeValue::Int(number)) => T::try_from(i128::from(*number)).ok(),
            Some(NodeValue::Uint(number)) => T::try_from(i128::from(*number)).ok(),
            Some(_) => None,
        };
        if let (None, Some(node)) = (&number, node) {
            self.mismatch(node, target);
        }
        number.unwrap_or_default()
    }

    /// The items of a sequence of Go's type `target`.
    pub(crate) fn items<'n>(&mut self, node: Option<&'n Node>, target: &str) -> &'n [Node] {
        match node.map(|node| (&node.value, node)) {
            None | Some((NodeValue::Null, _)) => &[],
            Some((NodeValue::List(items), _)) => items,
            Some((_, node)) => {
                self.mismatch(node, target);
                &[]
            }
        }
    }

    /// The texts of a sequence.
    pub(crate) fn texts(&mut self, node: Option<&Node>) -> Vec<String> {
        let items = self.items(node, "[]string");
        items.iter().map(|item| self.text(Some(item))).collect()
    }

    /// The entries of a mapping of Go's type `target`.
    pub(crate) fn entries<'n>(
        &mut self,
        node: Option<&'n Node>,
        target: &str,
    ) -> Vec<(String, &'n Node)> {
        match node.map(|node| (&node.value, node)) {
            None | Some((NodeValue::Null, _)) => Vec::new(),
            Some((NodeValue::Map(entries), _)) => entries
                .iter()
                .map(|entry| {
                    (
                        String::from_utf8_lossy(&entry.key).into_owned(),
                        &entry.value,
                    )
                })
                .collect(),
            Some((_, node)) => {
                self.mismatch(node, target);
                Vec::new()
            }
        }
    }

    fn mismatch(&mut self, node: &Node, target: &str) {
        let kind = match &node.value {
            NodeValue::Null => "!!null",
            NodeValue::Bool(_) => "!!bool",
            NodeValue::Int(_) | NodeValue::Uint(_) => "!!int",
            NodeValue::Float(_) => "!!float",
            NodeValue::Str(_) => "!!str",
            NodeValue::List(_) => "!!seq",
            NodeValue::Map(_) => "!!map",
        };
        let shown = match &node.value {
            NodeValue::List(_) | NodeValue::Map(_) => String::new(),
            NodeValue::Str(text) => shorten(&String::from_utf8_lossy(text)),
            _ => shorten(&self.written(node)),
        };
        let line = self.line(node.span.start);
        self.errors.push(format!(
            "line {line}: cannot unmarshal {kind}{shown} into {target}"
        ));
    }

    /// A scalar as the text has it.
    fn written(&self, node: &Node) -> String {
        let (start, end) = (node.span.start as usize, node.span.end as usize);
        let bytes = self.text.get(start..end).unwrap_or_default();
        String::from_utf8_lossy(bytes).trim().to_owned()
    }

    fn line(&self, offset: u32) -> usize {
        let before = self.text.get(..offset as usize).unwrap_or_default();
        before.split(|&byte| byte == b'\n').count()
    }
}

/// A value as go-yaml shows it in errors.
fn shorten(text: &str) -> String {
    if text.len() > 10 {
        format!(" `{}...`", &text[..text.floor_char_boundary(7)])
    } else {
        format!(" `{text}`")
    }
}
