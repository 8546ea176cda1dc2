//! Entries of a mirrored repository whose packages are not here yet.

use std::collections::HashSet;
use std::sync::Arc;

use super::entry::Entry;
use super::repo::Repo;

impl Repo {
    /// Takes over what the source of a mirror has: entries that are new or changed come in, those that it no longer
    /// has go, and packages that are here stay as they are. Tells how many entries came and went.
    pub(crate) async fn take_mirrored(&self, source: Vec<Entry>) -> (usize, usize) {
        let _writing = self.writer.lock().await;
        let now = self.ports.surroundings.now();
        let mut offered = HashSet::new();
        let mut came = 0;
        for entry in source {
            offered.insert((Arc::clone(&entry.name), entry.version.clone()));
            let known = self.index().get(&entry.name, &entry.version).cloned();
            let stays = known.is_some_and(|known| {
                known.origin.is_none()
                    || known.digest == entry.digest
                        && known.origin == entry.origin
                        && known.metadata == entry.metadata
            });
            if !stays {
                self.index_mut().insert(Arc::new(entry), now);
                came += 1;
            }
        }
        let gone: Vec<_> = self
            .index()
            .entries()
            .filter(|entry| entry.origin.is_some())
            .filter(|entry| !offered.contains(&(Arc::clone(&entry.name), entry.version.clone())))
            .cloned()
            .collect();
        for entry in &gone {
            self.index_mut().remove(&entry.name, &entry.version, now);
        }
        (came, gone.len())
    }
}
