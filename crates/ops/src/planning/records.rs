//! Records that are only written in mind.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use steersman_release::{Query, Release, ReleaseStore, StoreError};

use super::model::{RecordAction, RecordStep};

/// Real records, and over them what would be written.
#[derive(Debug)]
pub(super) struct RehearsedRecords<'a> {
    real: &'a dyn ReleaseStore,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// By name and revision; none of what would be gone.
    overlay: BTreeMap<(String, u32), Option<Release>>,
    steps: Vec<RecordStep>,
}

impl<'a> RehearsedRecords<'a> {
    pub(super) fn new(real: &'a dyn ReleaseStore) -> Self {
        Self {
            real,
            state: Mutex::default(),
        }
    }

    /// What would be written, in its order; a revision that is written more than once is told once.
    pub(super) fn finish(self) -> Vec<RecordStep> {
        self.state
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
            .steps
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, release: Option<&Release>, name: &str, version: u32, action: RecordAction) {
        let mut state = self.state();
        let key = (name.to_owned(), version);
        state.overlay.insert(key, release.cloned());
        let step = RecordStep {
            action,
            revision: version,
            status: release
                .map(|release| release.info.status.name().to_owned())
                .unwrap_or_default(),
        };
        let same = state
            .steps
            .iter()
            .position(|known| known.revision == version);
        match same {
            Some(place) if action == RecordAction::Change => {
                state.steps[place].status = step.status;
            }
            Some(place) => state.steps[place] = step,
            None => state.steps.push(step),
        }
    }
}

impl ReleaseStore for RehearsedRecords<'_> {
    fn create(&self, release: &Release) -> Result<(), StoreError> {
        if self.get(&release.name, release.version).is_ok() {
            return Err(StoreError::AlreadyExists);
        }
        self.put(
            Some(release),
            &release.name,
            release.version,
            RecordAction::Create,
        );
        Ok(())
    }

    fn update(&self, release: &Release) -> Result<(), StoreError> {
        self.put(
            Some(release),
            &release.name,
            release.version,
            RecordAction::Change,
        );
        Ok(())
    }

    fn get(&self, name: &str, version: u32) -> Result<Release, StoreError> {
        let known = self
            .state()
            .overlay
            .get(&(name.to_owned(), version))
            .cloned();
        match known {
            Some(Some(release)) => Ok(release),
            Some(None) => Err(StoreError::NotFound),
            None => self.real.get(name, version),
        }
    }

    fn query(&self, query: &Query<'_>) -> Result<Vec<Release>, StoreError> {
        let mut found = match self.real.query(&Query {
            name: query.name,
            status: None,
        }) {
            Err(StoreError::NotFound) => Vec::new(),
            other => other?,
        };
        for ((name, version), release) in &self.state().overlay {
            found.retain(|real| real.name != *name || real.version != *version);
            if query.name.is_none_or(|wanted| wanted == name) {
                found.extend(release.clone());
            }
        }
        found.retain(|release| {
            query
                .status
                .is_none_or(|status| status == release.info.status)
        });
        Ok(found)
    }

    fn delete(&self, name: &str, version: u32) -> Result<(), StoreError> {
        self.get(name, version)?;
        self.put(None, name, version, RecordAction::Delete);
        Ok(())
    }
}
