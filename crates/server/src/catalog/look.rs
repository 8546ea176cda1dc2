//! Looking at a folder, and telling what differs from the index.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use steersman_chart::Modified;
use tokio::time::Instant;

use super::entry::Entry;
use super::glance::Glance;
use super::repo::Repo;
use crate::storage::{Object, StorageError};

/// A whole folder.
#[derive(Debug)]
pub(super) struct Looked {
    pub(super) begin: Instant,
    pub(super) mark: Option<Modified>,
    pub(super) glance: Option<Glance>,
    pub(super) objects: Vec<Object>,
}

/// Whether a file is one that belongs into the index.
pub(super) fn is_package(name: &str) -> bool {
    name.strip_suffix(".tgz").is_some() && !name.starts_with('.')
}

impl Repo {
    /// Asks about every file.
    pub(super) async fn look_through(&self) -> Result<Looked, StorageError> {
        let (begin, folder) = (Instant::now(), self.path.as_str());
        let storage = &*self.ports.storage;
        let mark = storage.mark(folder).await?;
        // Before the list: what comes between them is new to the next look too.
        let files = storage.glance(folder).await?;
        Ok(Looked {
            begin,
            mark,
            glance: files.map(|files| Glance::default().renew(&files).0),
            objects: storage.list(folder).await?,
        })
    }

    pub(super) fn count_provenances<'a>(&self, names: impl Iterator<Item = &'a str>) {
        let count = names.filter(|name| name.ends_with(".tgz.prov")).count();
        self.provenances.store(count, Ordering::Relaxed);
    }

    /// The entries whose files are not among these.
    pub(super) fn gone_from(&self, names: &HashSet<&str>) -> Vec<Arc<Entry>> {
        let mut broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        broken.retain(|name, _| names.contains(&**name));
        drop(broken);
        let plan = self.index().plan_body();
        // What a mirror has not fetched was never here.
        let mut gone: Vec<_> = plan
            .entries()
            .filter(|entry| entry.origin.is_none() && !names.contains(&*entry.file))
            .cloned()
            .collect();
        gone.sort_by(|left, right| left.file.cmp(&right.file));
        gone
    }

    /// The packages that are not in the index as they are now, in the order of their names.
    pub(super) fn new_among(&self, packages: &[Object]) -> Vec<Object> {
        let plan = self.index().plan_body();
        let mut unknown: HashMap<&str, &Object> = packages
            .iter()
            .map(|object| (&*object.name, object))
            .collect();
        for entry in plan.entries().filter(|entry| entry.origin.is_none()) {
            if let Some(object) = unknown.get(&*entry.file)
                && (object.size, object.modified) == (entry.size, entry.created)
            {
                unknown.remove(&*entry.file);
            }
        }
        let broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        unknown.retain(|name, object| broken.get(*name) != Some(*object));
        let mut new: Vec<Object> = unknown.into_values().cloned().collect();
        new.sort_by(|left, right| left.name.cmp(&right.name));
        new
    }
}
