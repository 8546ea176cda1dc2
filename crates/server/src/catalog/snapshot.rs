//! The index as a file of lines, so that a start needs to look only into packages that are new.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use steersman_chart::Modified;

use super::entry::Entry;
use crate::random::{digest_of_hex, hex};

/// The first line: another number, another format.
pub(super) const HEADER: &str = "{\"steer-index\":1}";

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

/// The entries of a snapshot. A line that is none ends it: what comes after is read from the packages again.
pub(super) fn entries_of(text: &[u8]) -> Vec<Arc<Entry>> {
    let mut lines = text.split(|byte| *byte == b'\n');
    if lines.next() != Some(HEADER.as_bytes()) {
        return Vec::new();
    }
    let mut entries: Vec<Arc<Entry>> = Vec::new();
    for line in lines {
        let Some(mut entry) = entry_of(line) else {
            break;
        };
        if let Some(last) = entries.last()
            && last.name == entry.name
        {
            entry.name = Arc::clone(&last.name);
        }
        entries.push(Arc::new(entry));
    }
    entries
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
    })
}

#[cfg(test)]
mod tests {
    use steersman_chart::Modified;

    use super::{Entry, HEADER, entries_of, line_of};

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
        };
        let line = line_of(&entry);
        let text = format!("{HEADER}\n{line}{line}garbage\n{line}");
        let read = entries_of(text.as_bytes());
        assert_eq!(read.len(), 2);
        assert_eq!(format!("{:?}", read[1]), format!("{entry:?}"));
        assert!(entries_of(b"garbage").is_empty());
    }
}
