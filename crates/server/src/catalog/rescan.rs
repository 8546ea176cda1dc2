//! Following a storage that others change too: files copied in by hand, other servers on the same folder or bucket.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError};

use futures_util::{StreamExt as _, stream};
use steersman_chart::Modified;
use tokio::time::{Duration, Instant};

use super::entry::Entry;
use super::glance::Glance;
use super::index::RepoIndex;
use super::inspect::UploadError;
use super::look::{Looked, is_package};
use super::repo::Repo;
use crate::ports::LogLevel;
use crate::storage::{Object, StorageError};

/// A look that takes no longer is waited for; a longer one goes on beside the requests.
const QUICK: Duration = Duration::from_millis(50);
/// Looking takes at most this share of the time.
const SHARE: u32 = 20;
/// The shortest time between two looks.
const PAUSE: Duration = Duration::from_millis(100);
/// Packages that are read at once when nothing is known yet.
const AT_ONCE: usize = 4;

/// What the last look through the storage saw.
#[derive(Debug, Default)]
pub(super) struct Seen {
    mark: Option<Modified>,
    ended: Option<Instant>,
    cost: Duration,
    /// The folder by names and numbers, where the storage has them.
    glance: Option<Arc<Glance>>,
}

impl Seen {
    /// Whether it is time for another look, and whether it has to be taken even when no mark has changed.
    fn due(&self, interval: Duration) -> Option<bool> {
        let since = self.ended?.elapsed();
        if since < PAUSE.max(self.cost * SHARE) {
            return None;
        }
        Some(!interval.is_zero() && since >= interval)
    }
}

impl Repo {
    /// Reads the repository when nobody has yet, and follows changes that others made.
    ///
    /// # Errors
    /// [`StorageError`] when the repository was never read and cannot be.
    pub(crate) async fn freshen(self: &Arc<Self>) -> Result<(), StorageError> {
        if !self.loaded.initialized() {
            self.loaded.get_or_try_init(|| self.load()).await?;
            return Ok(());
        }
        if self.rules.always_rescan {
            let mut seen = self.scan.lock().await;
            return self.rescan(&mut seen).await;
        }
        if !self.rules.watches {
            return Ok(());
        }
        self.follow().await;
        let Ok(mut seen) = self.scan.try_lock() else {
            // Somebody else is looking.
            return Ok(());
        };
        let Some(forced) = seen.due(self.rules.rescan_interval) else {
            return Ok(());
        };
        let mark = self.ports.storage.mark(self.path.as_str()).await;
        let mark = mark.unwrap_or_else(|error| {
            self.warn(
                "cannot look at the storage",
                &[("error", &error.to_string())],
            );
            seen.mark
        });
        if !forced && (mark == seen.mark || mark.is_none()) {
            return Ok(());
        }
        if seen.cost <= QUICK {
            self.look_again(&mut seen, forced).await;
            return Ok(());
        }
        drop(seen);
        let repo = Arc::clone(self);
        tokio::spawn(async move {
            if let Ok(mut seen) = repo.scan.try_lock() {
                repo.look_again(&mut seen, forced).await;
            }
        });
        Ok(())
    }

    /// Looks through the storage now.
    pub(crate) async fn rescan_now(self: &Arc<Self>) {
        let mut seen = self.scan.lock().await;
        self.look_again(&mut seen, true).await;
    }

    /// The first look: what was saved, then what differs from it.
    async fn load(self: &Arc<Self>) -> Result<(), StorageError> {
        let mut seen = self.scan.lock().await;
        if self.ports.storage.shared().is_none() {
            let (looked, saved) = tokio::join!(self.look_through(), self.read_saved());
            *self.index_mut() = saved.0;
            return self.take_over(&mut seen, looked?).await;
        }
        let (index, position) = self.read_saved().await;
        *self.index_mut() = index;
        if self.resume(position).await? {
            // What nobody was told of, by a crash or by hand, is found beside the requests.
            let repo = Arc::clone(self);
            tokio::spawn(async move { repo.rescan_now().await });
            return Ok(());
        }
        self.rescan(&mut seen).await
    }

    /// Looks at packages again that somebody has touched.
    pub(super) async fn look_at(&self, files: &[String]) -> Result<(), StorageError> {
        for file in files {
            if let Some(object) = self.ports.storage.head(&self.path.key(file)).await? {
                self.take_new(vec![object]).await?;
                continue;
            }
            let gone = self
                .index()
                .entries()
                .find(|entry| *entry.file == **file)
                .cloned();
            self.drop_gone(gone.into_iter().collect()).await?;
        }
        Ok(())
    }

    /// Looks again, at everything or at what is new only. What is known stays served when the storage is out of reach.
    async fn look_again(self: &Arc<Self>, seen: &mut Seen, everything: bool) {
        let glance = seen.glance.clone().filter(|_| !everything);
        let looked = match glance {
            Some(glance) => self.look_at_new(seen, &glance).await,
            None => self.rescan(seen).await,
        };
        if let Err(error) = looked {
            seen.ended = Some(Instant::now());
            self.warn(
                "cannot look through the storage",
                &[("error", &error.to_string())],
            );
        }
    }

    /// Compares the storage with the index and takes over what differs.
    pub(super) async fn rescan(self: &Arc<Self>, seen: &mut Seen) -> Result<(), StorageError> {
        let looked = self.look_through().await?;
        self.take_over(seen, looked).await
    }

    async fn take_over(
        self: &Arc<Self>,
        seen: &mut Seen,
        looked: Looked,
    ) -> Result<(), StorageError> {
        let names = looked.objects.iter().map(|object| &*object.name);
        self.count_provenances(names);
        let mut packages = looked.objects;
        packages.retain(|object| is_package(&object.name));
        let repo = Arc::clone(self);
        let comparing = tokio::task::spawn_blocking(move || {
            let names: HashSet<&str> = packages.iter().map(|object| &*object.name).collect();
            let gone = repo.gone_from(&names);
            (gone, repo.new_among(&packages))
        });
        let (gone, new) = comparing.await.map_err(std::io::Error::other)?;
        self.take_differences(gone, new).await?;
        *seen = Seen {
            mark: looked.mark,
            ended: Some(Instant::now()),
            cost: looked.begin.elapsed(),
            glance: looked.glance.map(Arc::new),
        };
        Ok(())
    }

    /// Asks about the files only that were not there at the last look.
    async fn look_at_new(
        self: &Arc<Self>,
        seen: &mut Seen,
        glance: &Arc<Glance>,
    ) -> Result<(), StorageError> {
        let (begin, folder) = (Instant::now(), self.path.as_str());
        let storage = &*self.ports.storage;
        let mark = storage.mark(folder).await?;
        let Some(files) = storage.glance(folder).await? else {
            return self.rescan(seen).await;
        };
        let (repo, known) = (Arc::clone(self), Arc::clone(glance));
        let comparing = tokio::task::spawn_blocking(move || {
            let (glance, new) = known.renew(&files);
            let names = files.iter().map(|(name, _)| &**name);
            repo.count_provenances(names.clone());
            // What this server has put there since the last look may be gone too.
            (glance, new, repo.gone_from(&names.collect()))
        });
        let (glance, names, gone) = comparing.await.map_err(std::io::Error::other)?;
        let mut objects = Vec::new();
        for name in names.iter().filter(|name| is_package(name)) {
            objects.extend(storage.head(&self.path.key(name)).await?);
        }
        let new = self.new_among(&objects);
        self.take_differences(gone, new).await?;
        *seen = Seen {
            mark,
            ended: Some(Instant::now()),
            cost: begin.elapsed(),
            glance: Some(Arc::new(glance)),
        };
        Ok(())
    }

    async fn take_differences(
        self: &Arc<Self>,
        gone: Vec<Arc<Entry>>,
        new: Vec<Object>,
    ) -> Result<(), StorageError> {
        let changed = !gone.is_empty() || !new.is_empty();
        let first = self.index().len() == 0 && !new.is_empty();
        self.drop_gone(gone).await?;
        if first {
            self.take_all(new).await?;
        } else {
            self.take_new(new).await?;
        }
        if changed {
            self.save_later();
        }
        Ok(())
    }

    /// Takes entries out whose files are still gone.
    async fn drop_gone(&self, gone: Vec<Arc<Entry>>) -> Result<(), StorageError> {
        for entry in gone {
            let _writing = self.writer.lock().await;
            if self
                .ports
                .storage
                .head(&self.path.key(&entry.file))
                .await?
                .is_none()
            {
                let now = self.ports.surroundings.now();
                self.index_mut().remove(&entry.name, &entry.version, now);
            }
        }
        Ok(())
    }

    /// Fills an empty index in one go.
    async fn take_all(&self, new: Vec<Object>) -> Result<(), StorageError> {
        let writing = self.writer.lock().await;
        let mut entries: Vec<Arc<Entry>> = self.index().entries().cloned().collect();
        let mut looks = stream::iter(new)
            .map(|object| self.look_into(object))
            .buffer_unordered(AT_ONCE);
        while let Some(entry) = looks.next().await {
            entries.extend(entry?.map(Arc::new));
        }
        drop(looks);
        let (mut index, twins) = RepoIndex::build(entries);
        for twin in twins {
            self.set_twin_aside(&twin);
        }
        index.follow(&self.index(), Modified::default());
        *self.index_mut() = index;
        drop(writing);
        Ok(())
    }

    /// Takes new and changed files over, one after the other.
    async fn take_new(&self, new: Vec<Object>) -> Result<(), StorageError> {
        for object in new {
            let name = object.name.clone();
            let Some(entry) = self.look_into(object).await? else {
                self.drop_file(&name);
                continue;
            };
            let _writing = self.writer.lock().await;
            let Some(found) = self.ports.storage.head(&self.path.key(&name)).await? else {
                continue;
            };
            if (found.size, found.modified) != (entry.size, entry.created) {
                // It has changed again: the next look sees it.
                continue;
            }
            let twin = self.index().get(&entry.name, &entry.version).cloned();
            let twin = twin.filter(|twin| twin.origin.is_none());
            if let Some(twin) = twin
                && twin.file != entry.file
            {
                self.set_twin_aside(&entry);
                continue;
            }
            let now = self.ports.surroundings.now();
            self.index_mut().insert(Arc::new(entry), now);
        }
        Ok(())
    }

    /// The entry of a file; `None` when it is no chart, which is told once.
    async fn look_into(&self, object: Object) -> Result<Option<Entry>, StorageError> {
        let key = self.path.key(&object.name);
        match self
            .ports
            .inspector
            .stored(&*self.ports.storage, &key, &object)
            .await
        {
            Ok(entry) => Ok(entry),
            // The storage may be back soon: nothing is known about the file.
            Err(UploadError::Storage(error @ StorageError::Bucket(_))) => Err(error),
            Err(error) => {
                self.warn(
                    "package left out",
                    &[("file", &key), ("error", &error.to_string())],
                );
                self.set_aside(object);
                Ok(None)
            }
        }
    }

    fn set_twin_aside(&self, twin: &Entry) {
        let file = self.path.key(&twin.file);
        self.warn(
            "package left out",
            &[("file", &file), ("error", "another file has this version")],
        );
        self.set_aside(Object {
            name: twin.file.to_string(),
            size: twin.size,
            modified: twin.created,
        });
    }

    fn set_aside(&self, object: Object) {
        let mut broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        broken.insert(object.name.clone(), object);
    }

    /// Takes the entry of a file out, when there is one.
    fn drop_file(&self, file: &str) {
        let found = self
            .index()
            .entries()
            .find(|entry| &*entry.file == file)
            .cloned();
        if let Some(entry) = found {
            let now = self.ports.surroundings.now();
            self.index_mut().remove(&entry.name, &entry.version, now);
        }
    }

    pub(super) fn warn(&self, message: &str, fields: &[(&str, &str)]) {
        self.ports.surroundings.log(LogLevel::Warn, message, fields);
    }
}
