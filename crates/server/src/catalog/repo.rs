//! One repository: its index, and the changes to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use tokio::sync::{Mutex as AsyncMutex, OnceCell};
use tokio::time::{Duration, Instant};

use super::body::{Delta, IndexBody, Layout};
use super::entry::{Entry, UrlBase};
use super::follow::Standing;
use super::index::RepoIndex;
use super::inspect::{Inspector, UploadError, entry_of};
use super::joint::IndexForm;
use super::rescan::Seen;
use super::state_files::Saved;
use super::yank::Files;
use crate::config::Config;
use crate::names::{FileName, RepoPath};
use crate::package::Package;
use crate::policy::{Holding, Policy};
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
    policy: Policy,
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
    /// What is known of changes by other servers.
    pub(super) standing: Arc<AsyncMutex<Standing>>,
    /// Since when a look for changes by other servers is under way.
    pub(super) looking: Mutex<Option<Instant>>,
    /// Packages that changed, of which the other servers were not told yet.
    pub(super) unannounced: Mutex<BTreeSet<String>>,
    pub(super) provenances: AtomicUsize,
    /// A saving is under way or will be.
    pub(super) unsaved: AtomicBool,
    pub(super) saved_generation: AtomicU64,
    /// Held while something is saved.
    pub(super) saving: AsyncMutex<Saved>,
    /// The server ends: saving rests no more.
    pub(super) ending: AtomicBool,
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

/// What an upload changed.
#[derive(Debug)]
pub(crate) struct Added {
    pub(crate) entry: Arc<Entry>,
    /// There was a package of that version before.
    pub(crate) replaced: bool,
    /// Versions that went to keep the number of versions of a chart.
    pub(crate) pruned: Vec<Arc<Entry>>,
}

impl Repo {
    pub(crate) fn new(path: RepoPath, ports: Ports, config: &Config) -> Self {
        let policy = Policy::of(&config.features, &path);
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
                policy,
            },
            index: RwLock::default(),
            writer: AsyncMutex::default(),
            loaded: OnceCell::new(),
            scan: AsyncMutex::default(),
            broken: Mutex::default(),
            standing: Arc::default(),
            looking: Mutex::default(),
            unannounced: Mutex::default(),
            provenances: AtomicUsize::new(0),
            unsaved: AtomicBool::new(false),
            saved_generation: AtomicU64::new(u64::MAX),
            saving: AsyncMutex::default(),
            ending: AtomicBool::new(false),
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

    /// The rules that the repository is under.
    pub(crate) fn policy(&self) -> &Policy {
        &self.rules.policy
    }

    /// The form of the index when nobody asks for another.
    pub(crate) fn form(&self) -> IndexForm {
        self.rules.layout.form
    }

    /// The body of the index as it is now.
    pub(crate) async fn body(&self) -> Arc<IndexBody> {
        self.body_as(self.form()).await
    }

    /// The body of the index as it is now, in that form.
    pub(crate) async fn body_as(&self, form: IndexForm) -> Arc<IndexBody> {
        if let Some(body) = self.index().ready_body(form) {
            return body;
        }
        // Many readers after one change: one of them makes the body, the others take it.
        let _making = self.body_maker.lock().await;
        if let Some(body) = self.index().ready_body(form) {
            return body;
        }
        let plan = self.index().plan_body();
        let generation = plan.generation;
        let body = self
            .built(form, move |layout| plan.build(layout, None))
            .await;
        self.index_mut().keep_body(generation, form, &body);
        body
    }

    /// The index of one chart, in that form.
    pub(crate) async fn body_of_chart(&self, name: &str, form: IndexForm) -> Arc<IndexBody> {
        let index = self.index().of_chart(name);
        self.built(form, move |layout| index.plan_body().build(layout, None))
            .await
    }

    /// What changed since the index of an entity tag, in that form; `None` when that is not known.
    pub(crate) async fn body_since(&self, tag: &str, form: IndexForm) -> Option<Arc<IndexBody>> {
        // The tag it has now is known from here on, so that the next question can be answered too.
        let whole = self.body_as(form).await;
        let (index, removed) = self.index().since(tag)?;
        let delta = Delta {
            since: tag.to_owned(),
            tag: whole.plain_tag().to_owned(),
            removed,
        };
        let make = move |layout: &Layout| index.plan_body().build(layout, Some(&delta));
        Some(self.built(form, make).await)
    }

    async fn built(
        &self,
        form: IndexForm,
        make: impl FnOnce(&Layout) -> IndexBody + Send + 'static,
    ) -> Arc<IndexBody> {
        let layout = Layout {
            form,
            ..self.rules.layout.clone()
        };
        let built = tokio::task::spawn_blocking(move || make(&layout)).await;
        Arc::new(built.expect("making an index cannot fail"))
    }

    /// Adds a package.
    ///
    /// # Errors
    /// [`UploadError`]; [`StorageError::Exists`] when the version is there and may not be replaced.
    pub(crate) async fn add(
        self: &Arc<Self>,
        new: NewPackage,
        mode: PutMode,
    ) -> Result<Added, UploadError> {
        let repo = Arc::clone(self);
        // What has begun is brought to its end, even when the client goes away.
        let adding = tokio::spawn(async move {
            let (name, version) = (new.package.name.clone(), new.package.version.clone());
            let added = repo.add_whole(new, mode).await;
            if let (Err(UploadError::Storage(error)), Ok(file)) =
                (&added, FileName::of_package(&name, &version))
            {
                let known = repo.index().get(&name, &version).is_some();
                if !known || !matches!(error, StorageError::Exists) {
                    repo.doubt(file.as_str());
                }
            }
            added
        });
        adding.await.map_err(|_| UploadError::Worker)?
    }

    async fn add_whole(
        self: &Arc<Self>,
        new: NewPackage,
        mode: PutMode,
    ) -> Result<Added, UploadError> {
        let canonical = FileName::of_package(&new.package.name, &new.package.version)
            .map_err(crate::package::PackageError::Name)?;
        let writing = self.writer.lock().await;
        let old = self
            .index()
            .get(&new.package.name, &new.package.version)
            .filter(|old| old.origin.is_none())
            .cloned();
        if old.is_some() && mode == PutMode::Create {
            return Err(StorageError::Exists.into());
        }
        let file = old
            .as_ref()
            .map_or(canonical.as_str(), |old| &old.file)
            .to_owned();
        let yanked = old.is_none() && self.is_yanked(&file).await?;
        if yanked && mode == PutMode::Create {
            return Err(StorageError::Exists.into());
        }
        if old.is_none() {
            self.check_room(1 + usize::from(new.provenance.is_some()))?;
        }
        self.check_policy(&new, old.as_deref())?;
        let object = self.put_files(&new, &file, mode, old.is_some()).await?;
        if yanked {
            self.delete_yanked(&file).await?;
        }
        let name = self
            .index()
            .versions(&new.package.name)
            .next()
            .map(|entry| Arc::clone(&entry.name));
        let entry = Arc::new(entry_of(new.package, object, new.digest, name.as_ref()));
        self.index_mut()
            .insert(Arc::clone(&entry), self.ports.surroundings.now());
        let mut pruned = Vec::new();
        if old.is_none() && self.rules.per_chart_limit > 0 {
            pruned = self.prune(&entry).await?;
        }
        drop(writing);
        self.save_later();
        let touched = pruned.iter().chain([&entry]);
        let files: Vec<&str> = touched.map(|entry| &*entry.file).collect();
        self.announce(&files).await?;
        if old.is_none() {
            self.settle_quota(&entry).await?;
        }
        Ok(Added {
            entry,
            replaced: old.is_some(),
            pruned,
        })
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

    /// Puts a package and its provenance file on the storage.
    async fn put_files(
        &self,
        new: &NewPackage,
        file: &str,
        mode: PutMode,
        replaces: bool,
    ) -> Result<Object, UploadError> {
        let storage = &*self.ports.storage;
        let key = self.path.key(file);
        if mode == PutMode::Create && storage.head(&key).await?.is_some() {
            // Somebody else put it there since the last look: its provenance file is theirs too.
            return Err(StorageError::Exists.into());
        }
        let prov_key = self.path.key(&format!("{file}.prov"));
        let had_prov = storage.head(&prov_key).await?.is_some();
        // Where others write too, the package decides whose the version is, and whose the provenance file.
        let package_first = mode == PutMode::Create && storage.shared().is_some();
        let mut object = None;
        if package_first {
            object = Some(storage.put(&key, new.file.path(), mode).await?);
        }
        if let Some(provenance) = &new.provenance {
            // Without its package a provenance file is nobody's: what a crash left may be replaced.
            storage
                .put(&prov_key, provenance.path(), PutMode::Replace)
                .await?;
        } else if had_prov && !replaces && (package_first || mode == PutMode::Replace) {
            storage.delete(&prov_key).await?;
        }
        let object = match object {
            Some(object) => object,
            None => match storage.put(&key, new.file.path(), mode).await {
                Ok(object) => object,
                Err(error) => {
                    if new.provenance.is_some() && !had_prov {
                        storage.delete(&prov_key).await?;
                    }
                    return Err(error.into());
                }
            },
        };
        if new.provenance.is_some() && !had_prov {
            self.provenances.fetch_add(1, Ordering::Relaxed);
        }
        Ok(object)
    }

    /// Whether the rules let a package in, in place of an older one if there is one.
    fn check_policy(&self, new: &NewPackage, old: Option<&Entry>) -> Result<(), UploadError> {
        let policy = &self.rules.policy;
        let package = &new.package;
        let differs = old.is_some_and(|old| old.digest != new.digest);
        if differs && policy.is_immutable(&package.name, &package.version) {
            return Err(UploadError::Immutable);
        }
        let Some(quota) = &policy.quota else {
            return Ok(());
        };
        let index = self.index();
        let here = index.entries().filter(|entry| entry.origin.is_none());
        let holding = Holding::of(here.map(|entry| &**entry));
        let is_new_chart = index.versions(&package.name).next().is_none();
        let replaced = old.map(|old| old.size);
        quota
            .refuse(holding, new.file.size, is_new_chart, replaced)
            .map_or(Ok(()), |text| Err(UploadError::Quota(text)))
    }

    /// Takes a new version back when other servers on the bucket were faster to fill the repository up: whoever
    /// announced a version has taken over everything that was announced before it.
    async fn settle_quota(self: &Arc<Self>, entry: &Entry) -> Result<(), UploadError> {
        let quota = self.rules.policy.quota.as_ref();
        let Some(quota) = quota.filter(|_| self.ports.storage.shared().is_some()) else {
            return Ok(());
        };
        let holding = {
            let index = self.index();
            let here = index.entries().filter(|entry| entry.origin.is_none());
            Holding::of(here.map(|entry| &**entry))
        };
        let Some(text) = quota.exceeded(holding) else {
            return Ok(());
        };
        let writing = self.writer.lock().await;
        self.remove_entry(entry).await?;
        drop(writing);
        self.announce(&[&entry.file]).await?;
        Err(UploadError::Quota(text))
    }

    /// Removes the oldest uploads of a chart beyond the limit.
    async fn prune(&self, newest: &Entry) -> Result<Vec<Arc<Entry>>, UploadError> {
        let mut others: Vec<Arc<Entry>> = self
            .index()
            .versions(&newest.name)
            .filter(|entry| entry.version != newest.version && entry.origin.is_none())
            .cloned()
            .collect();
        others.sort_by_key(|entry| entry.created);
        let surplus = (others.len() + 1).saturating_sub(self.rules.per_chart_limit);
        others.truncate(surplus);
        let policy = &self.rules.policy;
        others.retain(|entry| !policy.is_immutable(&entry.name, &entry.version));
        for entry in &others {
            self.remove_entry(entry).await?;
        }
        Ok(others)
    }

    /// Removes a version; tells what was removed.
    ///
    /// # Errors
    /// [`UploadError`]
    pub(crate) async fn remove(
        self: &Arc<Self>,
        name: &str,
        version: &str,
        files: Files,
    ) -> Result<Option<Arc<Entry>>, UploadError> {
        let (repo, name, version) = (Arc::clone(self), name.to_owned(), version.to_owned());
        let removing = tokio::spawn(async move {
            let found = repo.index().get(&name, &version).cloned();
            let removed = repo.remove_whole(&name, &version, files).await;
            if let (Err(UploadError::Storage(_)), Some(entry)) = (&removed, found) {
                repo.doubt(&entry.file);
            }
            removed
        });
        removing.await.map_err(|_| UploadError::Worker)?
    }

    async fn remove_whole(
        self: &Arc<Self>,
        name: &str,
        version: &str,
        files: Files,
    ) -> Result<Option<Arc<Entry>>, UploadError> {
        let writing = self.writer.lock().await;
        let found = self.index().get(name, version).cloned();
        let Some(entry) = found.filter(|entry| entry.origin.is_none()) else {
            return Ok(None);
        };
        match files {
            Files::Deleted if self.rules.policy.is_immutable(name, version) => {
                return Err(UploadError::Immutable);
            }
            Files::Deleted => {}
            // First the copies: what a crash leaves is a version that is not yanked yet.
            Files::Kept => self.keep_files(&entry).await?,
        }
        let was_there = self.remove_entry(&entry).await?;
        drop(writing);
        self.save_later();
        self.announce(&[&entry.file]).await?;
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
