//! The index as a file of lines, so that a start needs to look only into packages that are new.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use steersman_chart::Modified;

use super::entry::Entry;
use super::journal::Position;
use crate::random::{digest_of_hex, hex};

/// The number of the format.
const FORMAT: u32 = 1;

/// The first line.
#[derive(Serialize, Deserialize)]
pub(super) struct Header<'a> {
    #[serde(rename = "steer-index")]
    format: u32,
    /// What tells one snapshot from another; of changes, the snapshot that they follow.
    #[serde(borrow, default)]
    pub(super) id: Cow<'a, str>,
    /// Where in the journal the index stood, on a storage that has one.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    epoch: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<u64>,
    /// When the index changed last, in seconds and nanoseconds: it keeps its entity tag over a restart.
    #[serde(default)]
    changed: (i64, u32),
}

impl<'a> Header<'a> {
    /// Reads the first line; `None` when it is none of ours.
    pub(super) fn parse(line: &'a [u8]) -> Option<Self> {
        let header: Self = serde_json::from_slice(line).ok()?;
        (header.format == FORMAT).then_some(header)
    }

    /// When the index had changed.
    pub(super) fn changed(&self) -> Modified {
        let (seconds, nanos) = self.changed;
        Modified { seconds, nanos }
    }

    /// Where in the journal the index stood.
    pub(super) fn position(&self) -> Option<Position> {
        Some(Position {
            epoch: self.epoch.as_ref()?.to_string(),
            last: self.last?,
        })
    }
}

/// What was saved of an index.
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    pub(super) id: String,
    pub(super) entries: Vec<Arc<Entry>>,
    /// Where among the entries the chunks began.
    pub(super) starts: Vec<usize>,
    pub(super) position: Option<Position>,
    pub(super) changed: Modified,
    /// Nothing of it was unreadable.
    pub(super) whole: bool,
}

/// The first line, with its end.
pub(super) fn header_of(id: &str, position: Option<&Position>, changed: Modified) -> String {
    let header = Header {
        changed: (changed.seconds, changed.nanos),
        format: FORMAT,
        id: Cow::Borrowed(id),
        epoch: position.map(|position| Cow::Borrowed(&*position.epoch)),
        last: position.map(|position| position.last),
    };
    let mut text = serde_json::to_string(&header).expect("texts and numbers are JSON");
    text.push('\n');
    text
}

/// One entry as a line.
#[derive(Serialize, Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    version: Cow<'a, str>,
    #[serde(borrow)]
    file: Cow<'a, str>,
    size: u64,
    seconds: i64,
    nanos: u32,
    #[serde(borrow)]
    digest: Cow<'a, str>,
    /// It is the first of a chunk.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    begins: bool,
    #[serde(borrow)]
    metadata: &'a RawValue,
}

/// An entry as a line, with its end; and whether a chunk begins with it.
pub(super) fn line_of(entry: &Entry, begins: bool) -> String {
    let line = Line {
        begins,
        name: Cow::Borrowed(&entry.name),
        version: Cow::Borrowed(&entry.version),
        file: Cow::Borrowed(&entry.file),
        size: entry.size,
        seconds: entry.created.seconds,
        nanos: entry.created.nanos,
        digest: hex(&entry.digest).into(),
        metadata: serde_json::from_str(&entry.metadata).expect("the metadata were written as JSON"),
    };
    let mut text = serde_json::to_string(&line).expect("texts and numbers are JSON");
    text.push('\n');
    text
}

impl Snapshot {
    /// Reads a snapshot. A line that is none ends it: what comes after is read from the packages again.
    pub(super) fn parse(text: &[u8]) -> Self {
        let mut lines = text.split(|byte| *byte == b'\n');
        let Some(header) = lines.next().and_then(Header::parse) else {
            return Self::default();
        };
        let mut entries: Vec<Arc<Entry>> = Vec::new();
        let mut starts = Vec::new();
        let mut whole = true;
        for line in lines.filter(|line| !line.is_empty()) {
            let Some((mut entry, begins)) = entry_of(line) else {
                whole = false;
                break;
            };
            if let Some(last) = entries.last()
                && last.name == entry.name
            {
                entry.name = Arc::clone(&last.name);
            }
            if begins {
                starts.push(entries.len());
            }
            entries.push(Arc::new(entry));
        }
        Self {
            id: header.id.to_string(),
            entries,
            starts,
            position: header.position().filter(|_| whole),
            changed: header.changed(),
            whole,
        }
    }
}

/// The entry of a line, and whether a chunk begins with it.
pub(super) fn entry_of(line: &[u8]) -> Option<(Entry, bool)> {
    let line: Line<'_> = serde_json::from_slice(line).ok()?;
    if !line.metadata.get().starts_with('{') {
        return None;
    }
    let entry = Entry {
        name: line.name.into(),
        version: line.version.into(),
        file: line.file.into(),
        size: line.size,
        created: Modified {
            seconds: line.seconds,
            nanos: line.nanos,
        },
        digest: digest_of_hex(&line.digest)?,
        metadata: line.metadata.get().into(),
        origin: None,
    };
    Some((entry, line.begins))
}

#[cfg(test)]
mod tests {
    use steersman_chart::Modified;

    use super::{Entry, Position, Snapshot, header_of, line_of};

    #[test]
    fn comes_back_as_it_was() {
        let entry = Entry {
            name: "web".into(),
            version: "1.0.0+b1".into(),
            file: "web \"odd\".tgz".into(),
            size: 7,
            created: Modified {
                seconds: 5,
                nanos: 6,
            },
            digest: [0xCD; 32],
            metadata: "{\"name\":\"web\"}".into(),
            origin: None,
        };
        let line = line_of(&entry, true);
        let position = Position {
            epoch: "e".into(),
            last: 7,
        };
        let header = header_of("a", Some(&position), Modified::from_seconds(9));
        let text = format!("{header}{line}{line}garbage\n{line}");
        let read = Snapshot::parse(text.as_bytes());
        assert_eq!((read.entries.len(), read.position), (2, None));
        assert_eq!(
            (&*read.id, &*read.starts, read.whole),
            ("a", &[0, 1][..], false)
        );
        assert_eq!(format!("{:?}", read.entries[1]), format!("{entry:?}"));
        let whole = Snapshot::parse(format!("{header}{line}").as_bytes());
        assert_eq!((whole.entries.len(), whole.position), (1, Some(position)));
        assert_eq!(whole.changed, Modified::from_seconds(9));
        let without = Snapshot::parse(
            format!("{}{line}", header_of("a", None, Modified::default())).as_bytes(),
        );
        assert_eq!((without.entries.len(), without.position), (1, None));
        assert!(Snapshot::parse(b"garbage").entries.is_empty());
    }
}
