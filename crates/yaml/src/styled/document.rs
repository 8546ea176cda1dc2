use super::node::{Body, ScalarStyle, StyledNode};
use super::read::read_styled;
use crate::Error;
use crate::parse::check_size;

/// A document with its comments and styles, for programs that change a little and write the rest as it was: as
/// kustomize's libraries do it, with two spaces for each level and sequences as deep as their keys.
///
/// ```
/// use steersman_yaml::StyledDocument;
///
/// let text = b"kind:   Pod # a comment\nmetadata:\n    name: 'a'\n";
/// let mut document = StyledDocument::parse(text).unwrap().expect("there is one");
/// document.set_text(&["metadata", "annotations"], "origin", "x");
/// let mut out = Vec::new();
/// document.write(&mut out);
/// let expected = "kind: Pod # a comment\nmetadata:\n  name: 'a'\n  annotations:\n    origin: 'x'\n";
/// assert_eq!(String::from_utf8(out).unwrap(), expected);
/// ```
#[derive(Clone, Debug)]
pub struct StyledDocument {
    pub(super) root: StyledNode,
}

impl StyledDocument {
    /// Reads the first document of a text; `None` where there is none, or null.
    ///
    /// # Errors
    /// When the text is not YAML.
    pub fn parse(text: &[u8]) -> Result<Option<Self>, Error> {
        check_size(text)?;
        let root = read_styled(text).map_err(|error| *error)?;
        let is_null = |root: &StyledNode| match &root.body {
            Body::Scalar {
                text,
                style: ScalarStyle::Plain,
            } => matches!(text.as_slice(), b"" | b"~" | b"null" | b"Null" | b"NULL"),
            _ => false,
        };
        Ok(root.filter(|root| !is_null(root)).map(|root| Self { root }))
    }

    /// Whether it is a mapping.
    pub fn is_mapping(&self) -> bool {
        matches!(self.root.body, Body::Map(_))
    }

    /// Whether it is a sequence.
    pub fn is_sequence(&self) -> bool {
        matches!(self.root.body, Body::List(_))
    }

    /// The items of the sequence under `key`, as documents of their own.
    pub fn items(&self, key: &str) -> Option<Vec<Self>> {
        match &self.root.get(key)?.body {
            Body::List(list) => Some(
                list.entries
                    .iter()
                    .map(|entry| Self {
                        root: entry.value.clone(),
                    })
                    .collect(),
            ),
            _ => None,
        }
    }

    /// The text under nested keys.
    pub fn text(&self, path: &[&str]) -> Option<String> {
        let mut node = &self.root;
        for key in path {
            node = node.get(key)?;
        }
        match &node.body {
            Body::Scalar { text, .. } => Some(String::from_utf8_lossy(text).into_owned()),
            _ => None,
        }
    }

    /// Sets a text under nested keys, in single quotes; mappings that are missing are made.
    pub fn set_text(&mut self, path: &[&str], key: &str, text: &str) {
        let mut node = &mut self.root;
        for step in path {
            match node.get_or_insert(step) {
                Some(found) => node = found,
                None => return,
            }
        }
        node.insert(key, StyledNode::scalar(text, ScalarStyle::Single));
    }

    /// Removes a key of a mapping under nested keys.
    pub fn remove(&mut self, path: &[&str], key: &str) {
        let mut node = &mut self.root;
        for step in path {
            match node.get_mut(step) {
                Some(found) => node = found,
                None => return,
            }
        }
        node.remove(key);
    }

    /// Removes mappings and scalars without content on the way down nested keys, the last one first.
    pub fn remove_hollow(&mut self, path: &[&str]) {
        for depth in (1..=path.len()).rev() {
            let (key, above) = path[..depth].split_last().expect("there is at least one");
            let mut node = Some(&self.root);
            for step in &path[..depth] {
                node = node.and_then(|node| node.get(step));
            }
            if node.is_some_and(StyledNode::is_hollow) {
                self.remove(above, key);
            }
        }
    }
}
