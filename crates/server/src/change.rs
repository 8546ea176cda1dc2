//! Changes by whichever protocol: the package, what the registry keeps of it, and who is told.

use std::sync::Arc;

use steersman_chart::Modified;

use crate::catalog::{Added, Entry, Files, NewPackage, Repo, UploadError};
use crate::events::{Actor, Change, Event};
use crate::names::FileName;
use crate::ports::LogLevel;
use crate::service::Service;
use crate::spool::Spooled;
use crate::storage::PutMode;

impl Service {
    /// Adds a package.
    ///
    /// # Errors
    /// [`UploadError`]
    pub(crate) async fn add_version(
        &self,
        actor: &Actor,
        repo: &Arc<Repo>,
        new: NewPackage,
        mode: PutMode,
    ) -> Result<Arc<Entry>, UploadError> {
        self.refuse_mirror(actor, repo)?;
        let Added {
            entry,
            replaced,
            pruned,
        } = repo.add(new, mode).await?;
        let mut event = self.event(Change::Pushed, actor);
        event.replaced = replaced;
        self.tell_of(event, repo, &entry);
        for entry in pruned {
            crate::oci::forget(self, repo, &entry).await?;
            let event = self.event(Change::Deleted, &Actor::own("per-chart-limit"));
            self.tell_of(event, repo, &entry);
        }
        if repo.policy().retains(&entry.name) {
            self.retain_chart(repo, &entry.name).await?;
        }
        Ok(entry)
    }

    /// Adds a provenance file; the registry makes its manifest anew, with it.
    ///
    /// # Errors
    /// [`UploadError`]
    pub(crate) async fn add_provenance(
        &self,
        actor: &Actor,
        repo: &Arc<Repo>,
        (package, file): (&FileName, &Spooled),
        mode: PutMode,
    ) -> Result<(), UploadError> {
        self.refuse_mirror(actor, repo)?;
        repo.add_provenance(package, file, mode).await?;
        let entry = repo
            .index()
            .entries()
            .find(|entry| *entry.file == *package.as_str())
            .cloned();
        let event = self.event(Change::ProvenancePushed, actor);
        if let Some(entry) = entry {
            crate::oci::forget_tag(self, repo, &entry).await?;
            self.tell_of(event, repo, &entry);
        } else {
            // A provenance file may come before its package.
            self.tell(&Event {
                repo: repo.path.as_str().into(),
                name: package.as_str().into(),
                ..event
            });
        }
        Ok(())
    }

    /// Deletes a version: the package, then what the registry keeps of it. Tells whether it was there.
    ///
    /// # Errors
    /// [`UploadError`]
    pub(crate) async fn delete_version(
        &self,
        actor: &Actor,
        repo: &Arc<Repo>,
        (name, version): (&str, &str),
    ) -> Result<bool, UploadError> {
        let Some(entry) = repo.remove(name, version, Files::Deleted).await? else {
            let removed = repo.remove_yanked(name, version).await?;
            if removed {
                self.log_change("yanked version deleted", actor, repo, (name, version));
                self.tell(&Event {
                    repo: repo.path.as_str().into(),
                    name: name.into(),
                    version: version.into(),
                    ..self.event(Change::Deleted, actor)
                });
            }
            return Ok(removed);
        };
        crate::oci::forget(self, repo, &entry).await?;
        self.log_change("version deleted", actor, repo, (name, version));
        self.tell_of(self.event(Change::Deleted, actor), repo, &entry);
        Ok(true)
    }

    /// Yanks a version: it leaves the index and the registry, and can still be fetched by its name. Tells whether it was
    /// there.
    ///
    /// # Errors
    /// [`UploadError`]
    pub(crate) async fn yank_version(
        &self,
        actor: &Actor,
        repo: &Arc<Repo>,
        (name, version): (&str, &str),
    ) -> Result<bool, UploadError> {
        self.refuse_mirror(actor, repo)?;
        let Some(entry) = repo.remove(name, version, Files::Kept).await? else {
            return Ok(false);
        };
        crate::oci::forget(self, repo, &entry).await?;
        self.log_change("version yanked", actor, repo, (name, version));
        self.tell_of(self.event(Change::Yanked, actor), repo, &entry);
        Ok(true)
    }

    fn log_change(&self, what: &str, actor: &Actor, repo: &Repo, (name, version): (&str, &str)) {
        self.surroundings.log(
            LogLevel::Info,
            what,
            &[
                ("repo", repo.path.as_str()),
                ("chart", name),
                ("version", version),
                ("by", actor.via),
            ],
        );
    }

    fn refuse_mirror(&self, actor: &Actor, repo: &Repo) -> Result<(), UploadError> {
        if actor.via != crate::mirror::VIA && self.mirrors.of(&repo.path).is_some() {
            return Err(UploadError::Mirror);
        }
        Ok(())
    }

    fn event(&self, change: Change, actor: &Actor) -> Event {
        Event::new(change, self.surroundings.now(), actor)
    }

    fn tell_of(&self, event: Event, repo: &Repo, entry: &Entry) {
        self.tell(&Event {
            repo: repo.path.as_str().into(),
            name: entry.name.to_string(),
            version: entry.version.to_string(),
            digest: Some(entry.digest),
            ..event
        });
    }

    fn tell(&self, event: &Event) {
        self.audited(self.audit.event(event));
        self.webhooks.tell(event, &*self.surroundings);
    }

    /// Puts a request that was refused into the audit log.
    pub(crate) fn audit_refusal(&self, actor: &Actor, request: (&str, &str, u16)) {
        let now: Modified = self.surroundings.now();
        self.audited(self.audit.refusal(actor, now, request));
    }

    fn audited(&self, written: Result<(), std::io::Error>) {
        if let Err(error) = written {
            let error = error.to_string();
            self.surroundings.log(
                LogLevel::Error,
                "cannot write the audit log",
                &[("error", &error)],
            );
        }
    }
}
