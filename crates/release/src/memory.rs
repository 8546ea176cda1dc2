use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{Query, Release, ReleaseStore, StoreError};

const DEFAULT_NAMESPACE: &str = "default";

/// Namespace, name and revision.
type Key = (String, String, u32);

/// Records that are gone when the program ends.
#[derive(Debug, Default)]
pub struct MemoryStore {
    /// Nothing for all namespaces.
    namespace: Option<String>,
    records: Mutex<BTreeMap<Key, Release>>,
}

impl MemoryStore {
    /// A store without records that sees this namespace, or all of them.
    pub fn new(namespace: Option<&str>) -> Self {
        Self {
            namespace: namespace.map(str::to_owned),
            records: Mutex::default(),
        }
    }

    fn records(&self) -> MutexGuard<'_, BTreeMap<Key, Release>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sees(&self, namespace: &str) -> bool {
        self.namespace.as_deref().is_none_or(|own| own == namespace)
    }

    fn key(&self, name: &str, version: u32) -> Option<Key> {
        let records = self.records();
        let mut keys = records.keys();
        let found = keys.find(|(namespace, of, revision)| {
            self.sees(namespace) && of == name && *revision == version
        });
        found.cloned()
    }
}

fn key_of(release: &Release) -> Key {
    let namespace = match release.namespace.as_str() {
        "" => DEFAULT_NAMESPACE,
        namespace => namespace,
    };
    (namespace.to_owned(), release.name.clone(), release.version)
}

impl ReleaseStore for MemoryStore {
    fn create(&self, release: &Release) -> Result<(), StoreError> {
        let mut records = self.records();
        let key = key_of(release);
        if records.contains_key(&key) {
            return Err(StoreError::AlreadyExists);
        }
        records.insert(key, release.clone());
        Ok(())
    }

    fn update(&self, release: &Release) -> Result<(), StoreError> {
        match self.records().get_mut(&key_of(release)) {
            Some(record) => {
                *record = release.clone();
                Ok(())
            }
            None => Err(StoreError::NotFound),
        }
    }

    fn get(&self, name: &str, version: u32) -> Result<Release, StoreError> {
        let key = self.key(name, version).ok_or(StoreError::NotFound)?;
        let records = self.records();
        records.get(&key).cloned().ok_or(StoreError::NotFound)
    }

    fn query(&self, query: &Query<'_>) -> Result<Vec<Release>, StoreError> {
        let wanted = |namespace: &str, release: &Release| {
            self.sees(namespace)
                && query.name.is_none_or(|name| name == release.name)
                && query
                    .status
                    .is_none_or(|status| status == release.info.status)
        };
        let records = self.records();
        Ok(records
            .iter()
            .filter(|((namespace, ..), release)| wanted(namespace, release))
            .map(|(_, release)| release.clone())
            .collect())
    }

    fn delete(&self, name: &str, version: u32) -> Result<(), StoreError> {
        let key = self.key(name, version).ok_or(StoreError::NotFound)?;
        self.records().remove(&key);
        Ok(())
    }
}
