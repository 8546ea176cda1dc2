use crate::{Release, Status};

/// The revisions of one release.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Ordered by revision, the oldest first.
    revisions: Vec<Release>,
}

impl History {
    /// The history of these records, which may come in any order.
    pub fn new(mut revisions: Vec<Release>) -> Self {
        revisions.sort_by_key(|release| release.version);
        Self { revisions }
    }

    /// The revisions, the oldest first.
    pub fn revisions(&self) -> &[Release] {
        &self.revisions
    }

    /// The revisions, the oldest first.
    pub fn into_revisions(self) -> Vec<Release> {
        self.revisions
    }

    /// The newest revision.
    pub fn into_last(mut self) -> Option<Release> {
        self.revisions.pop()
    }

    /// The newest revision.
    pub fn last(&self) -> Option<&Release> {
        self.revisions.last()
    }

    /// The revision of that number.
    pub fn revision(&self, version: u32) -> Option<&Release> {
        self.revisions
            .iter()
            .find(|release| release.version == version)
    }

    /// The newest revision that is deployed. More than one can be, after an operation was cut off.
    pub fn deployed(&self) -> Option<&Release> {
        self.revisions
            .iter()
            .rev()
            .find(|release| release.info.status == Status::Deployed)
    }

    /// The revisions to delete so that, with the one about to be added, at most `max` remain: the oldest first, never
    /// the one that is deployed. `max` 0 keeps all.
    pub fn surplus(&self, max: usize) -> Vec<&Release> {
        if max == 0 {
            return Vec::new();
        }
        let deployed = self.deployed().map(|release| release.version);
        let surplus = (self.revisions.len() + 1).saturating_sub(max);
        self.revisions
            .iter()
            .filter(|release| Some(release.version) != deployed)
            .take(surplus)
            .collect()
    }
}
