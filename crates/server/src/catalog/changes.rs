//! The last changes of an index, so that who has an older one need not fetch all of it again.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// Changes that are remembered.
const MAX_CHANGES: usize = 4096;
/// Entity tags that are remembered.
const MAX_TAGS: usize = 1024;

/// A version: its chart and itself.
pub(crate) type VersionKey = (Arc<str>, Box<str>);

/// Changes by generation, and generations by the entity tags they were sent with.
#[derive(Debug, Default)]
pub(super) struct ChangeLog {
    changes: VecDeque<(u64, VersionKey)>,
    tags: VecDeque<(Box<str>, u64)>,
    /// The generation from which on all changes are known.
    known_from: u64,
}

impl ChangeLog {
    /// A log that knows nothing of what was before that generation.
    pub(super) fn from(generation: u64) -> Self {
        Self {
            known_from: generation,
            ..Self::default()
        }
    }

    /// Remembers that the step to `generation` changed a version.
    pub(super) fn note(&mut self, generation: u64, name: &Arc<str>, version: &str) {
        if self.changes.len() == MAX_CHANGES
            && let Some((oldest, _)) = self.changes.pop_front()
        {
            self.known_from = oldest;
        }
        self.changes
            .push_back((generation, (Arc::clone(name), version.into())));
    }

    /// Remembers that the index of that generation was given out under a tag.
    pub(super) fn name(&mut self, tag: &str, generation: u64) {
        if self
            .tags
            .iter()
            .any(|(known, of)| **known == *tag && *of == generation)
        {
            return;
        }
        if self.tags.len() == MAX_TAGS {
            self.tags.pop_front();
        }
        self.tags.push_back((tag.into(), generation));
    }

    /// The versions that changed after the index of that tag; `None` when that is not known.
    pub(super) fn since(&self, tag: &str) -> Option<BTreeSet<&VersionKey>> {
        let (_, from) = self.tags.iter().rev().find(|(known, _)| **known == *tag)?;
        self.after(*from)
    }

    /// The versions that changed after that generation; `None` when that is not known.
    pub(super) fn after(&self, from: u64) -> Option<BTreeSet<&VersionKey>> {
        if from < self.known_from {
            return None;
        }
        let changes = self.changes.iter();
        Some(
            changes
                .filter(|(generation, _)| *generation > from)
                .map(|(_, key)| key)
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{ChangeLog, MAX_CHANGES};

    #[test]
    fn what_is_forgotten_is_not_guessed() {
        let mut log = ChangeLog::from(5);
        log.name("a", 5);
        log.note(6, &"web".into(), "1.0.0");
        log.note(7, &"web".into(), "1.0.0");
        log.name("b", 7);
        assert_eq!(log.since("a").unwrap().len(), 1);
        assert_eq!(log.since("b").unwrap().len(), 0);
        assert!(log.since("unknown").is_none());
        for generation in 8..8 + MAX_CHANGES as u64 {
            log.note(generation, &"web".into(), "2.0.0");
        }
        assert!(log.since("a").is_none());
        assert!(log.since("b").is_some());
    }
}
