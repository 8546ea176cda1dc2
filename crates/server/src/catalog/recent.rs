//! What changed since the snapshot, as a small file beside it: a change of a large repository does not write all of it.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use steersman_chart::Modified;

use super::changes::VersionKey;
use super::entry::Entry;
use super::index::Changed;
use super::journal::Position;
use super::snapshot::{Header, entry_of, line_of};

/// A version that is gone, as a line.
#[derive(Serialize, Deserialize)]
struct Gone<'a> {
    #[serde(borrow)]
    gone: Cow<'a, str>,
    #[serde(borrow)]
    version: Cow<'a, str>,
}

/// What changed since a snapshot.
#[derive(Debug, Default)]
pub(super) struct Recent {
    /// The snapshot.
    pub(super) base: String,
    /// Where in the journal the index stood afterwards.
    pub(super) position: Option<Position>,
    pub(super) changed: Modified,
    /// New and changed entries, and what is gone.
    pub(super) changes: Vec<Step>,
}

/// A change.
#[derive(Debug)]
pub(super) enum Step {
    Is(Arc<Entry>),
    Gone(VersionKey),
}

/// A change as a line, with its end. What a mirror has not fetched is not saved.
pub(super) fn line_of_change((key, entry): &Changed) -> String {
    if let Some(entry) = entry.as_ref().filter(|entry| entry.origin.is_none()) {
        return line_of(entry, false);
    }
    let (gone, version) = (Cow::Borrowed(&*key.0), Cow::Borrowed(&*key.1));
    let line = serde_json::to_string(&Gone { gone, version });
    line.expect("texts are JSON") + "\n"
}

impl Recent {
    /// Reads the changes; `None` unless all of them can be read.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let mut lines = text.split(|byte| *byte == b'\n');
        let header = Header::parse(lines.next()?)?;
        let (base, position) = (header.id.to_string(), header.position());
        let changed = header.changed();
        let lines = lines.filter(|line| !line.is_empty());
        let steps = lines.map(|line| match serde_json::from_slice(line) {
            Ok(Gone { gone, version }) => {
                Some(Step::Gone((gone.into(), version.into_owned().into())))
            }
            Err(_) => entry_of(line).map(|(entry, _)| Step::Is(Arc::new(entry))),
        });
        Some(Self {
            base,
            position,
            changed,
            changes: steps.collect::<Option<_>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use steersman_chart::Modified;

    use super::{Entry, Recent, Step, line_of_change};
    use crate::catalog::snapshot::header_of;

    #[test]
    fn come_back_as_they_were() {
        let entry = Arc::new(Entry {
            name: "web".into(),
            version: "1.0.0".into(),
            file: "web-1.0.0.tgz".into(),
            size: 7,
            created: Modified::from_seconds(5),
            digest: [0xCD; 32],
            metadata: "{}".into(),
            origin: None,
        });
        let key = (Arc::clone(&entry.name), entry.version.clone());
        let gone = (Arc::from("old"), "0.1.0".into());
        let mut text = header_of("base", None, Modified::default());
        text += &line_of_change(&(key, Some(Arc::clone(&entry))));
        text += &line_of_change(&(gone, None));
        let read = Recent::parse(text.as_bytes()).unwrap();
        assert_eq!((&*read.base, &read.position), ("base", &None));
        let [Step::Is(is), Step::Gone((name, version))] = &*read.changes else {
            panic!("{read:?}");
        };
        assert_eq!(format!("{is:?}"), format!("{entry:?}"));
        assert_eq!((&**name, &**version), ("old", "0.1.0"));
        text += "cut";
        assert!(Recent::parse(text.as_bytes()).is_none());
    }
}
