//! Several servers on one bucket: telling the others of a change before it is answered, and looking for theirs before
//! anything is read.

use std::collections::BTreeSet;
use std::sync::{Arc, MutexGuard, PoisonError};

use tokio::sync::OwnedMutexGuard;
use tokio::time::{Duration, Instant, timeout};

use super::journal::{Journal, MAX_JOURNAL, Position};
use super::repo::Repo;
use crate::storage::{PRIVATE, Shared, StorageError, Tagged};

/// How long a reader waits to learn of changes; then it gets what this server knows.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a bucket that failed is not asked again.
const REST: Duration = Duration::from_secs(1);
/// How often a change is announced again when others were faster.
const TRIES: usize = 32;

/// What this server knows of the journal.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// The tag of the journal that was read or written last; `None` when there was none.
    tag: Option<String>,
    journal: Option<Journal>,
    /// Up to where the index has what the journal tells; `None` when there was no journal.
    position: Option<Position>,
    /// When the last look began.
    began: Option<Instant>,
    /// Until when the bucket is left alone.
    rests: Option<Instant>,
}

/// What a look at the journal came to.
#[derive(Debug, PartialEq, Eq)]
enum Look {
    /// The index has all changes.
    Done,
    /// Changes were missed: the bucket has to be looked through.
    Gap,
}

impl Repo {
    /// Takes over what other servers have changed before now. A bucket that does not answer is no error: what is known
    /// stays served.
    pub(super) async fn follow(self: &Arc<Self>) {
        if self.ports.storage.shared().is_none() {
            return;
        }
        if self
            .slow_since()
            .is_some_and(|since| since.elapsed() > PATIENCE)
        {
            // Somebody has waited long enough already.
            return;
        }
        let repo = Arc::clone(self);
        let looking = async move {
            let arrived = Instant::now();
            let mut standing = Arc::clone(&repo.standing).lock_owned().await;
            let looked = standing.began.is_some_and(|began| began >= arrived);
            let rests = standing.rests.is_some_and(|until| Instant::now() < until);
            if looked || rests {
                return;
            }
            standing.began = Some(Instant::now());
            *repo.look_since() = standing.began;
            // It goes on when nobody waits for it any more.
            let look = tokio::spawn(async move { repo.follow_now(standing).await });
            drop(look.await);
        };
        drop(timeout(PATIENCE, looking).await);
    }

    async fn follow_now(self: Arc<Self>, mut standing: OwnedMutexGuard<Standing>) {
        let Some(shared) = self.ports.storage.shared() else {
            return;
        };
        let result = async {
            self.catch_up(shared, &mut standing).await?;
            let waiting: Vec<String> = self.waiting_names().into_iter().collect();
            if !waiting.is_empty() {
                // Nobody knows how far those changes came.
                self.look_at(&waiting).await?;
                self.publish(shared, &mut standing).await?;
            }
            Ok::<(), StorageError>(())
        };
        if let Err(error) = result.await {
            standing.rests = Some(Instant::now() + REST);
            self.warn(
                "cannot learn of changes by other servers",
                &[("error", &error.to_string())],
            );
        }
        *self.look_since() = None;
    }

    /// Since when a look is under way.
    fn look_since(&self) -> MutexGuard<'_, Option<Instant>> {
        self.looking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn slow_since(&self) -> Option<Instant> {
        *self.look_since()
    }

    /// Brings the index to where the journal is.
    async fn catch_up(
        self: &Arc<Self>,
        shared: &dyn Shared,
        standing: &mut Standing,
    ) -> Result<(), StorageError> {
        if self.look(shared, standing).await? == Look::Gap {
            let mut seen = self.scan.lock().await;
            self.rescan(&mut seen).await?;
            standing.position = standing
                .journal
                .as_ref()
                .map(|journal| journal.position().clone());
        }
        Ok(())
    }

    /// Reads the journal when it is another one, and looks at what it names.
    async fn look(
        self: &Arc<Self>,
        shared: &dyn Shared,
        standing: &mut Standing,
    ) -> Result<Look, StorageError> {
        let key = self.journal_key();
        // After an error the journal may be known, but not yet what it says.
        let known = standing.tag.as_deref();
        match shared.read_unless(&key, MAX_JOURNAL, known).await? {
            Tagged::Same => {}
            Tagged::Absent => {
                standing.tag = None;
                standing.journal = None;
                let had_one = standing.position.is_some();
                return Ok(if had_one { Look::Gap } else { Look::Done });
            }
            Tagged::Changed(text, tag) => {
                let journal = Journal::parse(&text);
                if journal.is_none() {
                    self.warn("the journal is damaged and begun anew", &[("key", &key)]);
                }
                standing.journal = Some(journal.unwrap_or_else(Journal::new));
                standing.tag = Some(tag);
            }
        }
        let Some(journal) = &standing.journal else {
            return Ok(Look::Done);
        };
        let Some(names) = journal.since(standing.position.as_ref()) else {
            return Ok(Look::Gap);
        };
        let position = journal.position().clone();
        self.look_at(&names).await?;
        standing.position = Some(position);
        Ok(Look::Done)
    }

    /// Tells the other servers that packages changed. Only then may the change be answered.
    ///
    /// # Errors
    /// [`StorageError`]; the names are told with the next change or look.
    pub(super) async fn announce(self: &Arc<Self>, names: &[&str]) -> Result<(), StorageError> {
        let Some(shared) = self.ports.storage.shared() else {
            return Ok(());
        };
        self.unannounced
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(names.iter().map(|name| (*name).to_owned()));
        let mut standing = Arc::clone(&self.standing).lock_owned().await;
        self.publish(shared, &mut standing).await
    }

    /// Notes that a change of a package failed somewhere on its way: it is looked at again before anything is read.
    pub(super) fn doubt(&self, name: &str) {
        if self.ports.storage.shared().is_some() {
            self.unannounced
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(name.to_owned());
        }
    }

    fn waiting_names(&self) -> BTreeSet<String> {
        let waiting = self
            .unannounced
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        waiting.clone()
    }

    /// Adds all waiting names to the journal in one write.
    async fn publish(
        self: &Arc<Self>,
        shared: &dyn Shared,
        standing: &mut Standing,
    ) -> Result<(), StorageError> {
        for _ in 0..TRIES {
            let names: Vec<String> = self.waiting_names().into_iter().collect();
            if names.is_empty() {
                // Somebody who came first has told ours too.
                return Ok(());
            }
            let current = standing.journal.as_ref().map(Journal::position);
            if standing.tag.is_none() || standing.position.as_ref() != current {
                self.catch_up(shared, standing).await?;
            }
            let mut journal = standing.journal.clone().unwrap_or_else(Journal::new);
            journal.append(&names);
            let key = self.journal_key();
            let written = shared.write_if(&key, journal.to_text(), standing.tag.as_deref());
            match written.await {
                Ok(tag) => {
                    standing.tag = Some(tag);
                    standing.position = Some(journal.position().clone());
                    standing.journal = Some(journal);
                    self.unannounced
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .retain(|name| !names.contains(name));
                    return Ok(());
                }
                Err(StorageError::Exists) => self.catch_up(shared, standing).await?,
                Err(error) => return Err(error),
            }
        }
        Err(StorageError::Bucket(
            "other servers change this repository too often".to_owned(),
        ))
    }

    /// Where the index stands, to be kept with a snapshot. Asked before the entries are collected.
    pub(super) async fn position(&self) -> Option<Position> {
        self.standing.lock().await.position.clone()
    }

    /// Goes on from where a snapshot stood. True when the index now has all changes; otherwise the bucket has to be
    /// looked through.
    pub(super) async fn resume(
        self: &Arc<Self>,
        position: Option<Position>,
    ) -> Result<bool, StorageError> {
        let Some(shared) = self.ports.storage.shared() else {
            return Ok(false);
        };
        let resumes = position.is_some();
        let mut standing = self.standing.lock().await;
        standing.position = position;
        let look = self.look(shared, &mut standing).await?;
        if look == Look::Gap || !resumes {
            // What is listed from now on has at least these changes.
            standing.position = standing
                .journal
                .as_ref()
                .map(|journal| journal.position().clone());
            return Ok(false);
        }
        Ok(true)
    }

    fn journal_key(&self) -> String {
        format!("{PRIVATE}/index/{}/changes", self.private_folder())
    }
}
