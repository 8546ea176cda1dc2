//! Lists, cut into their objects while they come in.

use memchr::memchr2;
use serde::Deserialize;
use steersman_plan::ClusterError;

use crate::answer::{garbled, too_large};

/// How large an object of a list may be, and what stands around the objects. No server stores one of that size.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Cuts the text of a list into those of its objects, so that only one of them has to be in memory.
#[derive(Debug, Default)]
pub(crate) struct Cutter {
    /// What stands outside of the objects: a list without any.
    frame: Vec<u8>,
    /// What is there of the object that is coming in.
    item: Vec<u8>,
    /// How many brackets are open.
    depth: usize,
    place: Place,
    text: Text,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Frame,
    /// Between objects, in the array that holds them.
    Between,
    Item,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Text {
    #[default]
    Outside,
    Inside,
    /// Behind a backslash.
    Escaped,
}

/// What a list says of itself.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Head {
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Debug, Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    r#continue: String,
}

impl Head {
    /// What the next page is asked for with; empty at the end.
    pub(crate) fn into_next(self) -> String {
        self.metadata.r#continue
    }
}

impl Cutter {
    /// Reads on. `take` is given the text of each object that ends here.
    ///
    /// # Errors
    /// What `take` says, and [`ClusterError::Api`] for an object that is too large.
    pub(crate) fn push(
        &mut self,
        bytes: &[u8],
        take: &mut dyn FnMut(&[u8]) -> Result<(), ClusterError>,
    ) -> Result<(), ClusterError> {
        // What stands before it is put away already.
        let mut kept = 0;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if self.text != Text::Outside {
                at += self.skip_text(&bytes[at..]);
                continue;
            }
            let place = self.place;
            self.step(byte);
            if place == Place::Frame && byte == b'[' && self.opens_items(&bytes[kept..at]) {
                self.place = Place::Between;
            }
            at += 1;
            match (place, self.place) {
                (Place::Frame | Place::Item, Place::Between) => {
                    self.keep(place, &bytes[kept..at])?;
                    kept = at;
                }
                // The first bracket of an object, or the last one of the array, belongs to what follows.
                (Place::Between, Place::Item | Place::Frame) => kept = at - 1,
                (Place::Between, Place::Between) => kept = at,
                _ => {}
            }
            if (place, self.place) == (Place::Item, Place::Between) {
                take(&self.item)?;
                self.item.clear();
            }
        }
        self.keep(self.place, &bytes[kept..])
    }

    /// What the list says of itself, as soon as that is known.
    pub(crate) fn head(&self) -> Option<Head> {
        if self.place == Place::Frame {
            return None;
        }
        serde_json::from_slice(&[&self.frame[..], b"]}"].concat()).ok()
    }

    /// What the list says of itself, at its end.
    ///
    /// # Errors
    /// [`ClusterError::Api`] when this is no list, or not all of one.
    pub(crate) fn finish(self) -> Result<Head, ClusterError> {
        serde_json::from_slice(&self.frame).map_err(|error| garbled(&error))
    }

    /// How many of these bytes belong to the text that was begun, with its end.
    fn skip_text(&mut self, bytes: &[u8]) -> usize {
        if self.text == Text::Escaped {
            self.text = Text::Inside;
            return 1;
        }
        let Some(at) = memchr2(b'"', b'\\', bytes) else {
            return bytes.len();
        };
        self.text = match bytes[at] {
            b'"' => Text::Outside,
            _ => Text::Escaped,
        };
        at + 1
    }

    /// Follows a byte that is in no text.
    fn step(&mut self, byte: u8) {
        match byte {
            b'"' => self.text = Text::Inside,
            b'{' | b'[' => {
                self.depth += 1;
                if self.place == Place::Between {
                    self.place = Place::Item;
                }
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                self.place = match (self.place, self.depth) {
                    (Place::Item, 2) => Place::Between,
                    (Place::Between, _) => Place::Frame,
                    (place, _) => place,
                };
            }
            _ => {}
        }
    }

    /// Whether the bracket behind these bytes opens the array of objects.
    fn opens_items(&self, before: &[u8]) -> bool {
        if self.depth != 2 {
            return false;
        }
        let before = [&self.frame[..], before].concat();
        let key = before.trim_ascii_end().strip_suffix(b":");
        let name = key.and_then(|key| key.trim_ascii_end().strip_suffix(b"\"items\""));
        name.is_some_and(|rest| !rest.ends_with(b"\\"))
    }

    fn keep(&mut self, place: Place, bytes: &[u8]) -> Result<(), ClusterError> {
        let kept = match place {
            Place::Frame => &mut self.frame,
            Place::Item => &mut self.item,
            Place::Between => return Ok(()),
        };
        kept.extend_from_slice(bytes);
        if kept.len() > MAX_BYTES {
            return Err(too_large());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list, and what is cut from it.
    const LISTS: [(&str, &[&str], &str); 6] = [
        (r#"{"metadata":{"continue":"x"},"items":[]}"#, &[], "x"),
        (
            r#"{"kind":"L","metadata":{"resourceVersion":"1"},"items":[{"a":1},{"b":[{"c":"]}"}]}]}"#,
            &[r#"{"a":1}"#, r#"{"b":[{"c":"]}"}]}"#],
            "",
        ),
        (
            "{ \"items\" : [ {\"a\": \"\\\"}\\\\\"} , {} ] , \"metadata\": {\"continue\": \"y\"} }",
            &["{\"a\": \"\\\"}\\\\\"}", "{}"],
            "y",
        ),
        (r#"{"items":null}"#, &[], ""),
        (
            r#"{"other":[{"items":[{"a":1}]}],"items":[{"items":[1]}]}"#,
            &[r#"{"items":[1]}"#],
            "",
        ),
        (
            r#"{"x\"items":[{}],"items":[{"z":0}]}"#,
            &[r#"{"z":0}"#],
            "",
        ),
    ];

    #[test]
    fn lists_are_cut_however_they_come_in() {
        for (list, items, next) in LISTS {
            for size in 1..=list.len() {
                let (cutter, found) = cut(list, size);
                assert_eq!(found, items, "{list} by {size}");
                assert_eq!(cutter.finish().unwrap().into_next(), next, "{list}");
            }
        }
    }

    /// Cuts a list that comes in by so many bytes.
    fn cut(list: &str, size: usize) -> (Cutter, Vec<String>) {
        let mut cutter = Cutter::default();
        let mut found = Vec::new();
        let mut take = |item: &[u8]| {
            found.push(String::from_utf8(item.to_vec()).unwrap());
            Ok(())
        };
        for piece in list.as_bytes().chunks(size) {
            cutter.push(piece, &mut take).unwrap();
        }
        (cutter, found)
    }

    #[test]
    fn what_the_next_page_is_asked_for_with_is_known_early() {
        let mut cutter = Cutter::default();
        let begin = br#"{"metadata":{"continue":"x"},"items":[{"a":"#;
        cutter.push(begin, &mut |_| Ok(())).unwrap();
        assert_eq!(cutter.head().unwrap().into_next(), "x");
        assert!(cutter.finish().is_err());
    }
}
