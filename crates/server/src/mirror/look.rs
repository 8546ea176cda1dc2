//! Looking at the source of a mirror.

use std::sync::Arc;

use super::error::MirrorError;
use super::offer::Offer;
use super::registry_offer::Known;
use super::source::{Mirror, Origin};
use crate::catalog::Repo;
use crate::ports::LogLevel;
use crate::service::Service;

impl Mirror {
    /// Looks at the source and takes over what it offers. When it is out of reach everything stays as it is.
    pub(crate) async fn look(self: &Arc<Self>, service: &Service) {
        let _looking = self.looking.lock().await;
        let repo = service.repo(&self.source.repo);
        match self.offer(&repo).await {
            Ok(offer) => {
                let (came, went) = match offer {
                    Some(offer) => self.take(&repo, offer).await,
                    None => (0, 0),
                };
                let now = service.surroundings.now();
                self.set_status(|status| {
                    status.seen = Some(now);
                    status.error = None;
                });
                let (came, went) = (came.to_string(), went.to_string());
                let fields = [
                    ("repo", repo.path.as_str()),
                    ("came", &came),
                    ("went", &went),
                ];
                service.surroundings.log(
                    LogLevel::Info,
                    "looked at the source of a mirror",
                    &fields,
                );
            }
            Err(error) => {
                let text = error.to_string();
                let fields = [("repo", repo.path.as_str()), ("error", &*text)];
                service.surroundings.log(
                    LogLevel::Warn,
                    "the source of a mirror is out of reach",
                    &fields,
                );
                self.set_status(|status| status.error = Some(text));
            }
        }
    }

    async fn offer(self: &Arc<Self>, repo: &Arc<Repo>) -> Result<Option<Offer>, MirrorError> {
        // What is here is read first, so that what was fetched earlier is not offered again.
        repo.freshen()
            .await
            .map_err(crate::catalog::UploadError::from)?;
        let known: Known = match &self.origin {
            Origin::Repository(_) => Known::new(),
            Origin::Registry { .. } => repo
                .index()
                .entries()
                .map(|entry| {
                    let key = (Arc::clone(&entry.name), entry.version.clone());
                    (key, Arc::clone(entry))
                })
                .collect(),
        };
        let mirror = Arc::clone(self);
        let work = tokio::task::spawn_blocking(move || match &mirror.origin {
            Origin::Repository(base) => mirror.offer_of_index(base),
            Origin::Registry { registry, base } => {
                mirror.offer_of_registry(registry, base, &known).map(Some)
            }
        });
        work.await.map_err(|_| MirrorError::Worker)?
    }

    async fn take(&self, repo: &Repo, offer: Offer) -> (usize, usize) {
        let (offered, left_out) = (offer.entries.len(), offer.left_out);
        let moved = repo.take_mirrored(offer.entries).await;
        self.set_status(|status| {
            status.tag = offer.tag;
            status.offered = offered;
            status.left_out = left_out;
        });
        moved
    }
}
