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
struct Header<'a> {
    #[serde(rename = "steer-index")]
    format: u32,
    /// Where in the journal the index stood, on a storage that has one.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    epoch: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<u64>,
}

/// What was saved of an index.
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    pub(super) entries: Vec<Arc<Entry>>,
    pub(super) position: Option<Position>,
}

/// The first line, with its end.
pub(super) fn header_of(position: Option<&Position>) -> String {
    let header = Header {
        format: FORMAT,
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
    #[serde(borrow)]
    metadata: &'a RawValue,
}

/// An entry as a line, with its end.
pub(super) fn line_of(entry: &Entry) -> String {
    let line = Line {
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
        let header: Option<Header<'_>> = lines
            .next()
            .and_then(|line| serde_json::from_slice(line).ok());
        let Some(header) = header.filter(|header| header.format == FORMAT) else {
            return Self::default();
        };
        let mut entries: Vec<Arc<Entry>> = Vec::new();
        let mut whole = true;
        for line in lines.filter(|line| !line.is_empty()) {
            let Some(mut entry) = entry_of(line) else {
                whole = false;
                break;
            };
            if let Some(last) = entries.last()
                && last.name == entry.name
            {
                entry.name = Arc::clone(&last.name);
            }
            entries.push(Arc::new(entry));
        }
        let position = header.epoch.zip(header.last).filter(|_| whole);
        Self {
            entries,
            position: position.map(|(epoch, last)| Position {
                epoch: epoch.into_owned(),
                last,
            }),
        }
    }
}

fn entry_of(line: &[u8]) -> Option<Entry> {
    let line: Line<'_> = serde_json::from_slice(line).ok()?;
    if !line.metadata.get().starts_with('{') {
        return None;
    }
    Some(Entry {
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
    })
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
        let line = line_of(&entry);
        let position = Position {
            epoch: "e".into(),
            last: 7,
        };
        let header = header_of(Some(&position));
        let text = format!("{header}{line}{line}garbage\n{line}");
        let read = Snapshot::parse(text.as_bytes());
        assert_eq!((read.entries.len(), read.position), (2, None));
        assert_eq!(format!("{:?}", read.entries[1]), format!("{entry:?}"));
        let whole = Snapshot::parse(format!("{header}{line}").as_bytes());
        assert_eq!((whole.entries.len(), whole.position), (1, Some(position)));
        let without = Snapshot::parse(format!("{}{line}", header_of(None)).as_bytes());
        assert_eq!((without.entries.len(), without.position), (1, None));
        assert!(Snapshot::parse(b"garbage").entries.is_empty());
    }
}
