//! One repository: its index, and the changes to it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use tokio::sync::{Mutex as AsyncMutex, OnceCell};
use tokio::time::Duration;

use super::body::{IndexBody, Layout};
use super::entry::{Entry, UrlBase};
use super::index::RepoIndex;
use super::inspect::{Inspector, UploadError, entry_of};
use super::joint::IndexForm;
use super::rescan::Seen;
use crate::config::Config;
use crate::names::{FileName, RepoPath};
use crate::package::Package;
use crate::ports::Surroundings;
use crate::spool::Spooled;
use crate::storage::{Object, PutMode, Storage, StorageError};

/// What a repository needs from its service.
#[derive(Clone, Debug)]
pub(crate) struct Ports {
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) inspector: Arc<Inspector>,
    pub(crate) surroundings: Arc<dyn Surroundings>,
}

/// The rules of the configuration that concern one repository.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub(super) state_files: bool,
    pub(super) always_rescan: bool,
    /// Whether changes made by others are looked for between the timed looks.
    pub(super) watches: bool,
    pub(super) rescan_interval: Duration,
    max_objects: usize,
    per_chart_limit: usize,
    pub(super) layout: Layout,
}

/// One repository.
#[derive(Debug)]
pub(crate) struct Repo {
    pub(crate) path: RepoPath,
    pub(super) ports: Ports,
    pub(super) rules: Rules,
    index: RwLock<RepoIndex>,
    /// Orders writers: what is on the storage and what is in the index change together.
    pub(super) writer: AsyncMutex<()>,
    pub(super) loaded: OnceCell<()>,
    /// Held while the storage is looked through.
    pub(super) scan: AsyncMutex<Seen>,
    /// Packages that are no charts, with what was known of them.
    pub(super) broken: Mutex<BTreeMap<String, Object>>,
    pub(super) provenances: AtomicUsize,
    /// A saving is under way or will be.
    pub(super) unsaved: AtomicBool,
    pub(super) saved_generation: AtomicU64,
    pub(super) body_maker: AsyncMutex<()>,
}

/// A package that was uploaded and checked.
#[derive(Debug)]
pub(crate) struct NewPackage {
    pub(crate) package: Package,
    pub(crate) file: Spooled,
    pub(crate) digest: [u8; 32],
    pub(crate) provenance: Option<Spooled>,
}

impl Repo {
    pub(crate) fn new(path: RepoPath, ports: Ports, config: &Config) -> Self {
        let layout = Layout {
            form: if config.json_index {
                IndexForm::Json
            } else {
                IndexForm::Yaml
            },
            base: UrlBase::new(&config.chart_url, path.as_str()),
            context_path: config.context_path.clone(),
        };
        Self {
            path,
            ports,
            rules: Rules {
                state_files: config.state_files && !config.read_only,
                always_rescan: config.always_rescan,
                watches: !(config.strict() && config.rescan_interval == 0),
                rescan_interval: Duration::from_secs(config.rescan_interval),
                max_objects: config.max_objects,
                per_chart_limit: config.per_chart_limit,
                layout,
            },
            index: RwLock::default(),
            writer: AsyncMutex::default(),
            loaded: OnceCell::new(),
            scan: AsyncMutex::default(),
            broken: Mutex::default(),
            provenances: AtomicUsize::new(0),
            unsaved: AtomicBool::new(false),
            saved_generation: AtomicU64::new(u64::MAX),
            body_maker: AsyncMutex::default(),
        }
    }

    /// The index, for a moment.
    pub(crate) fn index(&self) -> RwLockReadGuard<'_, RepoIndex> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn index_mut(&self) -> RwLockWriteGuard<'_, RepoIndex> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// How URLs of packages begin.
    pub(crate) fn url_base(&self) -> &UrlBase {
        &self.rules.layout.base
    }

    /// The body of the index as it is now.
    pub(crate) async fn body(&self) -> Arc<IndexBody> {
        if let Some(body) = self.index().ready_body() {
            return body;
        }
        // Many readers after one change: one of them makes the body, the others take it.
        let _making = self.body_maker.lock().await;
        if let Some(body) = self.index().ready_body() {
            return body;
        }
        let plan = self.index().plan_body();
        let layout = self.rules.layout.clone();
        let generation = plan.generation;
        let built = tokio::task::spawn_blocking(move || plan.build(&layout)).await;
        let body = Arc::new(built.expect("making an index cannot fail"));
        self.index_mut().keep_body(generation, &body);
        body
    }

    /// Adds a package.
    ///
    /// # Errors
    /// [`UploadError`]; [`StorageError::Exists`] when the version is there and may not be replaced.
    pub(crate) async fn add(
        self: &Arc<Self>,
        new: NewPackage,
        mode: PutMode,
    ) -> Result<Arc<Entry>, UploadError> {
        let canonical = FileName::of_package(&new.package.name, &new.package.version)
            .map_err(crate::package::PackageError::Name)?;
        let writing = self.writer.lock().await;
        let old = self
            .index()
            .get(&new.package.name, &new.package.version)
            .cloned();
        if old.is_some() && mode == PutMode::Create {
            return Err(StorageError::Exists.into());
        }
        let file = old
            .as_ref()
            .map_or(canonical.as_str(), |old| &old.file)
            .to_owned();
        if old.is_none() {
            self.check_room(1 + usize::from(new.provenance.is_some()))?;
        }
        let storage = &*self.ports.storage;
        if mode == PutMode::Create && storage.head(&self.path.key(&file)).await?.is_some() {
            // Somebody else put it there since the last look: its provenance file is theirs too.
            return Err(StorageError::Exists.into());
        }
        let prov_key = self.path.key(&format!("{file}.prov"));
        let had_prov = storage.head(&prov_key).await?.is_some();
        if let Some(provenance) = &new.provenance {
            // Without its package a provenance file is nobody's: what a crash left may be replaced.
            storage
                .put(&prov_key, provenance.path(), PutMode::Replace)
                .await?;
        } else if had_prov && old.is_none() && mode == PutMode::Replace {
            storage.delete(&prov_key).await?;
        }
        let object = match storage
            .put(&self.path.key(&file), new.file.path(), mode)
            .await
        {
            Ok(object) => object,
            Err(error) => {
                if new.provenance.is_some() && !had_prov {
                    storage.delete(&prov_key).await?;
                }
                return Err(error.into());
            }
        };
        if new.provenance.is_some() && !had_prov {
            self.provenances.fetch_add(1, Ordering::Relaxed);
        }
        let name = self
            .index()
            .versions(&new.package.name)
            .next()
            .map(|entry| Arc::clone(&entry.name));
        let entry = Arc::new(entry_of(new.package, object, new.digest, name.as_ref()));
        self.index_mut()
            .insert(Arc::clone(&entry), self.ports.surroundings.now());
        if old.is_none() && self.rules.per_chart_limit > 0 {
            self.prune(&entry).await?;
        }
        drop(writing);
        self.save_later();
        Ok(entry)
    }

    /// Adds the provenance file of a package.
    ///
    /// # Errors
    /// [`UploadError`]
    pub(crate) async fn add_provenance(
        self: &Arc<Self>,
        package: &FileName,
        file: &Spooled,
        mode: PutMode,
    ) -> Result<(), UploadError> {
        let _writing = self.writer.lock().await;
        let key = self.path.key(&package.provenance());
        let exists = self.ports.storage.head(&key).await?.is_some();
        if !exists {
            self.check_room(1)?;
        }
        self.ports.storage.put(&key, file.path(), mode).await?;
        if !exists {
            self.provenances.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Whether the package of a new chart would be one too many.
    fn check_room(&self, wanted: usize) -> Result<(), UploadError> {
        let limit = self.rules.max_objects;
        let held = self.index().len() + self.provenances.load(Ordering::Relaxed);
        if limit > 0 && held + wanted > limit {
            return Err(UploadError::Full);
        }
        Ok(())
    }

    /// Removes the oldest uploads of a chart beyond the limit.
    async fn prune(&self, newest: &Entry) -> Result<(), UploadError> {
        let mut others: Vec<Arc<Entry>> = self
            .index()
            .versions(&newest.name)
            .filter(|entry| entry.version != newest.version)
            .cloned()
            .collect();
        others.sort_by_key(|entry| entry.created);
        let surplus = (others.len() + 1).saturating_sub(self.rules.per_chart_limit);
        for entry in &others[..surplus] {
            self.remove_entry(entry).await?;
        }
        Ok(())
    }

    /// Removes a version with its provenance file; tells what was removed.
    ///
    /// # Errors
    /// [`UploadError`]
    pub(crate) async fn remove(
        self: &Arc<Self>,
        name: &str,
        version: &str,
    ) -> Result<Option<Arc<Entry>>, UploadError> {
        let writing = self.writer.lock().await;
        let Some(entry) = self.index().get(name, version).cloned() else {
            return Ok(None);
        };
        let was_there = self.remove_entry(&entry).await?;
        drop(writing);
        self.save_later();
        Ok(was_there.then_some(entry))
    }

    /// Takes a package off the storage, then out of the index; then nothing refers to its provenance file.
    async fn remove_entry(&self, entry: &Entry) -> Result<bool, UploadError> {
        let storage = &*self.ports.storage;
        let was_there = storage.delete(&self.path.key(&entry.file)).await?;
        self.index_mut()
            .remove(&entry.name, &entry.version, self.ports.surroundings.now());
        if storage
            .delete(&self.path.key(&format!("{}.prov", entry.file)))
            .await?
        {
            // Only writers change it, and they come one after the other.
            let count = self.provenances.load(Ordering::Relaxed);
            self.provenances
                .store(count.saturating_sub(1), Ordering::Relaxed);
        }
        Ok(was_there)
    }
}
