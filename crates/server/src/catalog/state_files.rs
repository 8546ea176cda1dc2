//! What is kept beside the packages: the snapshot with what changed since, the pieces of the index, and `ChartMuseum`'s
//! `index-cache.yaml`.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::time::{Duration, Instant, sleep};

use super::index::{BodyPlan, Changed, RepoIndex};
use super::pieces;
use super::recent::{Recent, Step, line_of_change};
use super::repo::Repo;
use super::snapshot::{Snapshot, header_of, line_of};
use crate::random::random_hex;
use crate::spool::{SpoolError, Spooled};
use crate::storage::{PRIVATE, PutMode, StorageError};

/// `ChartMuseum`'s state file.
const CACHE: &str = "index-cache.yaml";
/// The largest state file.
const MAX_STATE: u64 = 1 << 30;
/// How long changes are collected before they are saved.
const DELAY: Duration = Duration::from_millis(300);
/// Saving takes at most this share of the time.
const SHARE: u32 = 20;
/// Bytes that are written at once.
const BLOCK: usize = 256 * 1024;
/// While requests are answered, saving rests so many times as long as it works.
const REST: u32 = 3;
/// Versions of a repository whose snapshot is always written whole.
const SMALL: usize = 2000;
/// A larger one is written whole when this part of it has changed, or more than is remembered.
const PART: usize = 4;
/// Bytes of an index whose `index-cache.yaml` is always written.
const SMALL_CACHE: usize = 4 << 20;
/// How often that of a larger one is written while the server runs.
const CACHE_PAUSE: Duration = Duration::from_mins(10);

/// What was saved last.
#[derive(Debug, Default)]
pub(super) struct Saved {
    /// The snapshot, and the generation it is of.
    base: Option<(String, u64)>,
    /// The generation that `index-cache.yaml` is of, and when it was written.
    cache: Option<(u64, Instant)>,
    /// Somebody waits to write it.
    cache_waits: bool,
}

/// How much haste saving has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Haste {
    /// Requests are answered beside it.
    None,
    /// The server ends.
    Ending,
}

impl Repo {
    /// The folder of what is kept for this repository beside its packages.
    pub(super) fn private_folder(&self) -> &str {
        if self.path.as_str().is_empty() {
            "_"
        } else {
            self.path.as_str()
        }
    }

    fn private_key(&self, file: &str) -> String {
        format!("{PRIVATE}/index/{}/{file}", self.private_folder())
    }

    fn snapshot_key(&self) -> String {
        self.private_key("index.jsonl")
    }

    fn recent_key(&self) -> String {
        self.private_key("recent.jsonl")
    }

    fn pieces_key(&self) -> String {
        self.private_key("pieces")
    }

    /// What pieces have in common.
    fn layout_name(&self) -> String {
        let layout = &self.rules.layout;
        format!("{:?} {}", layout.form, layout.base.as_str())
    }

    /// The index as it was saved, empty when there is nothing readable, and where the journal stood.
    pub(super) async fn read_saved(&self) -> (RepoIndex, Option<super::journal::Position>) {
        if !self.rules.state_files {
            return Default::default();
        }
        let base = self.read_state(&self.snapshot_key()).await;
        let recent = self.read_state(&self.recent_key()).await;
        let pieces = self.read_state(&self.pieces_key()).await;
        let (form, layout) = (self.rules.layout.form, self.layout_name());
        let reading = tokio::task::spawn_blocking(move || {
            let snapshot = Snapshot::parse(&base);
            let pieces = pieces::parse(&pieces, &snapshot.id, &layout).filter(|_| snapshot.whole);
            let (mut position, mut changed) = (snapshot.position, snapshot.changed);
            let mut index = RepoIndex::restore(snapshot.entries, &snapshot.starts, form, pieces);
            let recent = Recent::parse(&recent)
                .filter(|recent| !snapshot.id.is_empty() && recent.base == snapshot.id);
            if let Some(recent) = recent {
                (position, changed) = (recent.position, recent.changed);
                apply(&mut index, recent.changes);
            }
            index.set_changed(changed);
            let base = snapshot.whole && !snapshot.id.is_empty();
            (index, position, base.then_some(snapshot.id))
        });
        let Ok((index, position, base)) = reading.await else {
            return Default::default();
        };
        if let Some(id) = base {
            let generation = index.generation();
            self.saved_generation.store(generation, Ordering::Release);
            let mut saved = self.saving.lock().await;
            saved.base = Some((id, 0));
            saved.cache = Some((generation, Instant::now()));
        }
        (index, position)
    }

    async fn read_state(&self, key: &str) -> bytes::Bytes {
        match self.ports.storage.read(key, MAX_STATE).await {
            Ok(text) => text.unwrap_or_default(),
            Err(error) => {
                let fields = [("file", key), ("error", &*error.to_string())];
                self.warn("cannot read a state file", &fields);
                bytes::Bytes::new()
            }
        }
    }

    /// Saves the index soon, and not more often than its size allows.
    pub(super) fn save_later(self: &Arc<Self>) {
        if !self.rules.state_files || self.unsaved.swap(true, Ordering::AcqRel) {
            return;
        }
        let repo = Arc::clone(self);
        tokio::spawn(async move {
            sleep(DELAY).await;
            let begin = Instant::now();
            repo.save_now(Haste::None).await;
            sleep(begin.elapsed() * SHARE / (REST + 1)).await;
            // Changes of the meantime have found the flag set.
            if repo.unsaved.swap(false, Ordering::AcqRel) && repo.changed_since_save() {
                repo.save_later();
            }
        });
    }

    fn changed_since_save(&self) -> bool {
        self.index().generation() != self.saved_generation.load(Ordering::Acquire)
    }

    /// Saves the index, when it has changed.
    pub(crate) async fn save_now(self: &Arc<Self>, haste: Haste) {
        if !self.rules.state_files {
            return;
        }
        if haste == Haste::Ending {
            self.ending.store(true, Ordering::Release);
        }
        let mut saved = self.saving.lock().await;
        let generation = self.index().generation();
        let mut result = Ok(());
        if self.changed_since_save() {
            result = self.save(&mut saved).await;
            self.saved_generation.store(generation, Ordering::Release);
        }
        if result.is_ok() {
            result = self.save_cache(&mut saved).await;
        }
        if let Err(error) = result {
            self.warn("cannot save the index", &[("error", &error.to_string())]);
        }
    }

    /// Writes the snapshot, or what changed since.
    async fn save(&self, saved: &mut Saved) -> Result<(), StorageError> {
        let position = self.position().await;
        let (plan, changes) = {
            let index = self.index();
            let base = saved.base.as_ref().filter(|_| index.len() > SMALL);
            let changes = base.and_then(|(_, generation)| index.changes_after(*generation));
            let few = changes.filter(|changes| changes.len() * PART < index.len());
            (Arc::new(index.plan_body()), few)
        };
        if let (Some(changes), Some((id, _))) = (changes, &saved.base) {
            let header = header_of(id, position.as_ref(), plan.changed());
            return self.write_recent(header, &changes).await;
        }
        let id = random_hex::<8>();
        self.write_base(header_of(&id, position.as_ref(), plan.changed()), &plan)
            .await?;
        saved.base = Some((id.clone(), plan.generation));
        self.write_pieces(&id, &plan).await
    }

    async fn write_recent(&self, header: String, changes: &[Changed]) -> Result<(), StorageError> {
        let mut text = header;
        text.extend(changes.iter().map(line_of_change));
        let mut file = self.state_file().await?;
        file.write(text.as_bytes()).await.map_err(io_error)?;
        self.keep(file, &self.recent_key()).await
    }

    async fn write_base(&self, header: String, plan: &BodyPlan) -> Result<(), StorageError> {
        let mut file = self.state_file().await?;
        let mut pace = self.pace();
        let mut block = header;
        for run in plan.runs() {
            // What a mirror has not fetched is no package of ours.
            let here = run.iter().filter(|entry| entry.origin.is_none());
            for (n, entry) in here.enumerate() {
                block.push_str(&line_of(entry, n == 0));
            }
            if block.len() >= BLOCK {
                file.write(block.as_bytes()).await.map_err(io_error)?;
                block.clear();
                pace.rest().await;
            }
        }
        file.write(block.as_bytes()).await.map_err(io_error)?;
        self.keep(file, &self.snapshot_key()).await
    }

    /// Writes the pieces of the chunks that the snapshot has.
    async fn write_pieces(&self, id: &str, plan: &Arc<BodyPlan>) -> Result<(), StorageError> {
        if plan.entries().any(|entry| entry.origin.is_some()) {
            return Ok(());
        }
        let (making, layout) = (Arc::clone(plan), self.rules.layout.clone());
        let made = tokio::task::spawn_blocking(move || making.pieces(&layout)).await;
        let made = made.map_err(std::io::Error::other)?;
        let mut file = self.state_file().await?;
        let mut pace = self.pace();
        let mut block = pieces::header_of(id, &self.layout_name());
        for piece in &made {
            pieces::append(&mut block, piece);
            if block.len() >= BLOCK {
                file.write(&block).await.map_err(io_error)?;
                block.clear();
                pace.rest().await;
            }
        }
        file.write(&block).await.map_err(io_error)?;
        self.keep(file, &self.pieces_key()).await
    }

    /// Writes `index-cache.yaml`: that of a large repository not at every change.
    async fn save_cache(self: &Arc<Self>, saved: &mut Saved) -> Result<(), StorageError> {
        let (plan, layout) = (self.index().plan_body(), self.rules.layout.clone());
        let generation = plan.generation;
        if saved.cache.is_some_and(|(known, _)| known == generation) {
            return Ok(());
        }
        let making = tokio::task::spawn_blocking(move || plan.build(&layout, None)).await;
        let body = making.map_err(std::io::Error::other)?;
        let early = saved
            .cache
            .is_some_and(|(_, written)| written.elapsed() < CACHE_PAUSE);
        if early && body.plain_length() > SMALL_CACHE && !self.ending.load(Ordering::Acquire) {
            if !std::mem::replace(&mut saved.cache_waits, true) {
                self.save_cache_later();
            }
            return Ok(());
        }
        let mut file = self.state_file().await?;
        let mut pace = self.pace();
        for piece in body.pieces() {
            file.write(&piece).await.map_err(io_error)?;
            pace.rest().await;
        }
        self.keep(file, &self.path.key(CACHE)).await?;
        saved.cache = Some((generation, Instant::now()));
        Ok(())
    }

    fn save_cache_later(self: &Arc<Self>) {
        let repo = Arc::downgrade(self);
        tokio::spawn(async move {
            sleep(CACHE_PAUSE).await;
            if let Some(repo) = repo.upgrade() {
                repo.saving.lock().await.cache_waits = false;
                repo.save_now(Haste::None).await;
            }
        });
    }

    async fn state_file(&self) -> Result<Spooled, StorageError> {
        Spooled::create(self.ports.storage.spool(), MAX_STATE)
            .await
            .map_err(io_error)
    }

    async fn keep(&self, mut file: Spooled, key: &str) -> Result<(), StorageError> {
        file.flush().await.map_err(io_error)?;
        self.ports
            .storage
            .put(key, file.path(), PutMode::Replace)
            .await?;
        Ok(())
    }

    fn pace(&self) -> Pace<'_> {
        Pace {
            repo: self,
            begin: Instant::now(),
        }
    }
}

/// Work that leaves most of the time to others.
struct Pace<'a> {
    repo: &'a Repo,
    begin: Instant,
}

impl Pace<'_> {
    /// Rests after a piece of work, unless the server ends.
    async fn rest(&mut self) {
        // The clock of the runtime does not wake for less.
        let rest = self.begin.elapsed() * REST;
        if rest >= Duration::from_millis(1) {
            if !self.repo.ending.load(Ordering::Acquire) {
                sleep(rest).await;
            }
            self.begin = Instant::now();
        }
    }
}

fn apply(index: &mut RepoIndex, changes: Vec<Step>) {
    for change in changes {
        match change {
            Step::Is(entry) => {
                let created = entry.created;
                index.insert(entry, created);
            }
            Step::Gone((name, version)) => {
                index.remove(&name, &version, steersman_chart::Modified::default());
            }
        }
    }
}

fn io_error(error: SpoolError) -> StorageError {
    match error {
        SpoolError::Io(error) => error.into(),
        SpoolError::TooLarge => StorageError::TooLarge(MAX_STATE),
        SpoolError::Broken => StorageError::Io(std::io::ErrorKind::UnexpectedEof.into()),
    }
}
