use std::collections::BTreeMap;

use steersman_value::Str;

use super::reader::read;
use super::tree::{key_text, scalar_tree};
use super::{Doubt, Sink, Text};
use crate::head::{Head, HeadMetadata, scalar_text};
use crate::intern::Interner;
use crate::node::Numbers;
use crate::resolve::{Meaning, resolve};

/// Checks the first document of `text` and reads its head.
pub(crate) fn scan_head(text: &[u8]) -> Result<Head, Doubt> {
    let sink = HeadSink {
        head: Head::default(),
        depth: 0,
        parents: [Place::Other; DEPTH + 1],
        place: Place::Root,
        seen: 0,
        strings: Interner::default(),
        annotation: Str::default(),
    };
    Ok(read(text, sink)?.head)
}

/// How deep the parts of the head are.
const DEPTH: usize = 3;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Something that is only checked.
    Other,
    Root,
    ApiVersion,
    Kind,
    Metadata,
    Name,
    Annotations,
    Annotation,
}

/// Keeps the head and checks the rest.
struct HeadSink {
    head: Head,
    /// How many collections are open.
    depth: usize,
    /// What the open mappings are.
    parents: [Place; DEPTH + 1],
    /// What the next value is.
    place: Place,
    /// One bit for each place that had a value.
    seen: u8,
    strings: Interner,
    /// The key of the next annotation.
    annotation: Str,
}

impl HeadSink {
    fn metadata(&mut self) -> &mut HeadMetadata {
        self.head.metadata.get_or_insert_default()
    }

    fn annotations(&mut self) -> &mut BTreeMap<Str, Str> {
        self.metadata().annotations.get_or_insert_default()
    }

    /// Enters a key of the head; each can be there once.
    fn enter(&mut self, place: Place) -> Result<(), Doubt> {
        let bit = 1 << place as u8;
        if self.seen & bit != 0 {
            return Err(Doubt);
        }
        self.seen |= bit;
        self.place = place;
        Ok(())
    }

    fn put(&mut self, text: Str) {
        match self.place {
            Place::ApiVersion => self.head.api_version = text,
            Place::Kind => self.head.kind = text,
            Place::Name => self.metadata().name = text,
            Place::Annotation => {
                let key = std::mem::take(&mut self.annotation);
                self.annotations().insert(key, text);
            }
            Place::Other | Place::Root | Place::Metadata | Place::Annotations => {}
        }
    }
}

impl<'t> Sink<'t> for HeadSink {
    fn start_mapping(&mut self) -> Result<(), Doubt> {
        match self.place {
            Place::Other | Place::Root => {}
            Place::Metadata => self.head.metadata = Some(HeadMetadata::default()),
            Place::Annotations => self.metadata().annotations = Some(BTreeMap::new()),
            Place::ApiVersion | Place::Kind | Place::Name | Place::Annotation => return Err(Doubt),
        }
        self.depth += 1;
        if let Some(parent) = self.parents.get_mut(self.depth) {
            *parent = self.place;
        }
        self.place = Place::Other;
        Ok(())
    }

    fn end_mapping(&mut self) -> Result<(), Doubt> {
        self.depth -= 1;
        Ok(())
    }

    fn start_sequence(&mut self) -> Result<(), Doubt> {
        if self.place != Place::Other {
            return Err(Doubt);
        }
        self.depth += 1;
        if let Some(parent) = self.parents.get_mut(self.depth) {
            *parent = Place::Other;
        }
        Ok(())
    }

    fn end_sequence(&mut self) -> Result<(), Doubt> {
        self.depth -= 1;
        Ok(())
    }

    fn key(&mut self, key: Text<'t>) -> Result<(), Doubt> {
        let parent = self
            .parents
            .get(self.depth)
            .copied()
            .unwrap_or(Place::Other);
        match parent {
            Place::Root => match field(
                key,
                &[
                    ("apiVersion", Place::ApiVersion),
                    ("kind", Place::Kind),
                    ("metadata", Place::Metadata),
                ],
            )? {
                Place::Other => {}
                place => return self.enter(place),
            },
            Place::Metadata => match field(
                key,
                &[("name", Place::Name), ("annotations", Place::Annotations)],
            )? {
                Place::Other => {}
                place => return self.enter(place),
            },
            Place::Annotations => {
                self.annotation = key_text(key)?;
                self.place = Place::Annotation;
                return Ok(());
            }
            _ => {}
        }
        self.place = Place::Other;
        check_key(key)
    }

    #[inline]
    fn scalar(&mut self, text: Text<'t>) -> Result<(), Doubt> {
        match self.place {
            Place::Other => check_scalar(text),
            Place::Root | Place::Metadata | Place::Annotations => Err(Doubt),
            _ => {
                // A null leaves the empty string.
                let value = scalar_tree(text, Numbers::Typed, &mut self.strings)?;
                self.put(scalar_text(&value).unwrap_or_default());
                Ok(())
            }
        }
    }

    fn null(&mut self) {
        if self.place == Place::Annotation {
            self.put(Str::default());
        }
    }
}

/// Which of the fields a key is; Go compares them without regard to case.
fn field(key: Text<'_>, fields: &[(&str, Place)]) -> Result<Place, Doubt> {
    let (Text::Plain(key) | Text::Verbatim(key)) = key else {
        return Err(Doubt);
    };
    match fields
        .iter()
        .find(|(name, _)| key.eq_ignore_ascii_case(name.as_bytes()))
    {
        None => Ok(Place::Other),
        Some((name, place)) if key == name.as_bytes() => Ok(*place),
        Some(_) => Err(Doubt),
    }
}

/// Whether a key can become a string, and is no merge key.
#[inline]
fn check_key(key: Text<'_>) -> Result<(), Doubt> {
    match key {
        Text::Plain(text) => match text[0] {
            b'n' | b'N' | b'~' | b'<' | b'0'..=b'9' if is_doubtful_key(text) => Err(Doubt),
            _ => Ok(()),
        },
        Text::PlainLines(_) => Err(Doubt),
        _ => Ok(()),
    }
}

fn is_doubtful_key(text: &[u8]) -> bool {
    text == b"<<" || matches!(resolve(text, false), Meaning::Null | Meaning::Uint(_))
}

/// Whether a scalar has a JSON form.
#[inline]
fn check_scalar(text: Text<'_>) -> Result<(), Doubt> {
    match text {
        Text::Plain(text) if matches!(text[0], b'.' | b'+' | b'-') => match resolve(text, false) {
            Meaning::Float(value) if !value.is_finite() => Err(Doubt),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}
