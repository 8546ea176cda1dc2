//! Taking versions away that the rules keep no longer.

use std::sync::{Arc, Weak};

use tokio::time::{Duration, sleep};

use crate::catalog::{Entry, Repo, UploadError};
use crate::events::Actor;
use crate::ports::LogLevel;
use crate::service::Service;

/// How the audit log names it.
const VIA: &str = "retention";

impl Service {
    /// The versions of a repository that the rules keep no longer.
    pub(crate) fn doomed(&self, repo: &Repo) -> Vec<Arc<Entry>> {
        let names: Vec<Arc<str>> = repo.index().names().cloned().collect();
        let mut all = Vec::new();
        for name in names {
            if repo.policy().retains(&name) {
                all.extend(self.doomed_of(repo, &name));
            }
        }
        all
    }

    fn doomed_of(&self, repo: &Repo, name: &str) -> Vec<Arc<Entry>> {
        let versions: Vec<Arc<Entry>> = repo.index().versions(name).cloned().collect();
        repo.policy().doomed(&versions, self.surroundings.now())
    }

    /// Takes away what the rules keep no longer of one chart.
    ///
    /// # Errors
    /// [`UploadError`]
    pub(crate) async fn retain_chart(
        &self,
        repo: &Arc<Repo>,
        name: &str,
    ) -> Result<(), UploadError> {
        self.take_away(repo, self.doomed_of(repo, name)).await?;
        Ok(())
    }

    /// Takes versions away; tells which were there.
    ///
    /// # Errors
    /// [`UploadError`]
    pub(crate) async fn take_away(
        &self,
        repo: &Arc<Repo>,
        doomed: Vec<Arc<Entry>>,
    ) -> Result<Vec<Arc<Entry>>, UploadError> {
        let actor = Actor::own(VIA);
        let mut gone = Vec::new();
        for entry in doomed {
            let key = (&*entry.name, &*entry.version);
            if self.delete_version(&actor, repo, key).await? {
                gone.push(entry);
            }
        }
        Ok(gone)
    }
}

/// Looks through the repositories in memory from time to time, as long as there is a service.
pub(crate) async fn keep_looking(service: Weak<Service>, pause: Duration) {
    loop {
        sleep(pause).await;
        let Some(service) = service.upgrade() else {
            return;
        };
        if service.config.read_only {
            return;
        }
        for repo in service.known_repos() {
            let doomed = service.doomed(&repo);
            if let Err(error) = service.take_away(&repo, doomed).await {
                let (path, error) = (repo.path.to_string(), error.to_string());
                let fields = [("repo", &*path), ("error", &*error)];
                service
                    .surroundings
                    .log(LogLevel::Error, "retention failed", &fields);
            }
        }
    }
}
