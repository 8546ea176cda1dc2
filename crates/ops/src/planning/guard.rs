//! Records in which only planned revisions are written.

use steersman_release::{Query, Release, ReleaseStore, StoreError, Summary};

/// Refuses to make a revision that was not planned: somebody was quicker.
#[derive(Debug)]
pub(super) struct GuardedRecords<'a> {
    real: &'a dyn ReleaseStore,
    planned: Vec<u32>,
}

impl<'a> GuardedRecords<'a> {
    pub(super) fn new(real: &'a dyn ReleaseStore, planned: Vec<u32>) -> Self {
        Self { real, planned }
    }
}

impl ReleaseStore for GuardedRecords<'_> {
    fn create(&self, release: &Release) -> Result<(), StoreError> {
        if !self.planned.contains(&release.version) {
            return Err(StoreError::Backend(format!(
                "the plan is out of date: revision {} was not planned, somebody changed the release",
                release.version
            )));
        }
        self.real.create(release)
    }

    fn update(&self, release: &Release) -> Result<(), StoreError> {
        self.real.update(release)
    }

    fn get(&self, name: &str, version: u32) -> Result<Release, StoreError> {
        self.real.get(name, version)
    }

    fn query(&self, query: &Query<'_>) -> Result<Vec<Release>, StoreError> {
        self.real.query(query)
    }

    fn summaries(&self, query: &Query<'_>) -> Result<Vec<Summary>, StoreError> {
        self.real.summaries(query)
    }

    fn delete(&self, name: &str, version: u32) -> Result<(), StoreError> {
        self.real.delete(name, version)
    }
}
