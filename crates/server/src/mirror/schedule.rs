//! When mirrors look at their sources.

use std::sync::{Arc, Weak};

use tokio::time::{Duration, sleep, timeout};

use super::source::Mirror;
use crate::catalog::Entry;
use crate::names::RepoPath;
use crate::service::Service;

/// How long requests wait for the first look at a source.
const FIRST: Duration = Duration::from_secs(15);
/// The shortest time between two looks.
const SHORTEST: Duration = Duration::from_secs(1);

impl Mirror {
    /// Looks at the source, unless somebody has since the start.
    async fn look_first(self: &Arc<Self>, service: &Service) {
        self.first.get_or_init(|| self.look(service)).await;
    }

    /// Fetches what is not here yet.
    async fn prefetch(self: &Arc<Self>, service: &Service) {
        let repo = service.repo(&self.source.repo);
        let missing: Vec<Arc<Entry>> = repo
            .index()
            .entries()
            .filter(|entry| entry.origin.is_some())
            .cloned()
            .collect();
        for entry in missing {
            // What cannot be had was logged; the next look tries again.
            drop(service.present(&repo, entry).await);
        }
    }
}

impl Service {
    /// Waits a while for the first look at the source of a mirror, when the repository is one.
    pub(crate) async fn await_mirror(&self, repo: &RepoPath) {
        if let Some(mirror) = self.mirrors.of(repo)
            && !mirror.first.initialized()
        {
            // Whoever comes too early sees what is here.
            drop(timeout(FIRST, mirror.look_first(self)).await);
        }
    }
}

/// Looks at the source of a mirror from time to time, as long as there is a service.
pub(crate) async fn keep_looking(service: Weak<Service>, mirror: Arc<Mirror>) {
    let pause = Duration::from_secs(mirror.source.interval).max(SHORTEST);
    let mut is_first = true;
    loop {
        let Some(service) = service.upgrade() else {
            return;
        };
        if is_first {
            mirror.look_first(&service).await;
        } else {
            mirror.look(&service).await;
        }
        is_first = false;
        if mirror.source.prefetch {
            mirror.prefetch(&service).await;
        }
        drop(service);
        sleep(pause).await;
    }
}
