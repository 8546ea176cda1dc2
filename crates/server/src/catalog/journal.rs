//! What changed last, as servers on one bucket tell each other.
//!
//! One small object for each repository lists the packages that were touched last. Whoever changes something adds its
//! name before the change is answered, on condition that nobody else has written meanwhile; whoever reads asks first
//! whether the object is still the one they know. A name says no more than "look at this package again": the packages
//! stay the truth, and the order of writers does not matter.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::random::random_hex;

/// The first word: another number, another format.
const MAGIC: &str = "steer-changes-1";
/// Names that are kept. A server that missed more looks through the whole bucket.
const MAX_NAMES: usize = 512;
/// The largest journal that is read.
pub(super) const MAX_JOURNAL: u64 = 1024 * 1024;

/// How much of a journal is known: which one, and up to which change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Position {
    /// Another one when the journal was begun anew.
    pub(super) epoch: String,
    /// The number of the last change.
    pub(super) last: u64,
}

/// The last changes of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Journal {
    position: Position,
    /// The packages of the last changes, the latest at the end.
    names: VecDeque<String>,
}

impl Journal {
    /// An empty journal that no other is taken for.
    pub(super) fn new() -> Self {
        Self {
            position: Position {
                epoch: random_hex::<8>(),
                last: 0,
            },
            names: VecDeque::new(),
        }
    }

    /// Reads a journal; `None` when it is none.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let mut lines = std::str::from_utf8(text).ok()?.lines();
        let mut words = lines.next()?.split(' ');
        if words.next() != Some(MAGIC) {
            return None;
        }
        let position = Position {
            epoch: words.next()?.to_owned(),
            last: words.next()?.parse().ok()?,
        };
        let names: VecDeque<String> = lines.map(str::to_owned).collect();
        (names.len() as u64 <= position.last).then_some(Self { position, names })
    }

    /// The journal as a text.
    pub(super) fn to_text(&self) -> Bytes {
        let Position { epoch, last } = &self.position;
        let mut text = format!("{MAGIC} {epoch} {last}\n");
        for name in &self.names {
            text.push_str(name);
            text.push('\n');
        }
        text.into()
    }

    /// Where it ends.
    pub(super) fn position(&self) -> &Position {
        &self.position
    }

    /// Adds changes.
    pub(super) fn append(&mut self, names: &[String]) {
        self.position.last += names.len() as u64;
        self.names.extend(names.iter().cloned());
        let surplus = self.names.len().saturating_sub(MAX_NAMES);
        self.names.drain(..surplus);
    }

    /// What changed since `known`, which is `None` for a reader who saw that there was no journal. `None` when that
    /// cannot be told.
    pub(super) fn since(&self, known: Option<&Position>) -> Option<Vec<String>> {
        let from = match known {
            None => 0,
            Some(known) if known.epoch == self.position.epoch => known.last,
            Some(_) => return None,
        };
        let missed = usize::try_from(self.position.last.checked_sub(from)?).ok()?;
        let kept = self.names.len();
        (missed <= kept).then(|| {
            let mut names: Vec<String> = self.names.range(kept - missed..).cloned().collect();
            names.sort();
            names.dedup();
            names
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Journal, MAX_NAMES, Position};

    #[test]
    fn tells_what_was_missed_or_that_it_cannot() {
        let mut journal = Journal::new();
        let start = journal.position().clone();
        journal.append(&["a.tgz".into(), "b.tgz".into(), "a.tgz".into()]);
        assert_eq!(Journal::parse(&journal.to_text()), Some(journal.clone()));
        let both = vec!["a.tgz".to_owned(), "b.tgz".to_owned()];
        assert_eq!(journal.since(None), Some(both.clone()));
        assert_eq!(journal.since(Some(&start)), Some(both));
        let end = journal.position().clone();
        assert_eq!(journal.since(Some(&end)), Some(vec![]));
        let later = Position { last: 9, ..end };
        assert_eq!(journal.since(Some(&later)), None);
        assert_eq!(journal.since(Some(Journal::new().position())), None);
        journal.append(&vec!["c.tgz".to_owned(); MAX_NAMES]);
        assert_eq!(journal.since(Some(&start)), None);
        assert_eq!(journal.since(None), None);
        assert_eq!(Journal::parse(b"garbage"), None);
        assert_eq!(Journal::parse(b"steer-changes-1 x 0\na.tgz\n"), None);
    }
}
