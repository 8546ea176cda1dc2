//! Fetching packages from the source of a mirror.

use std::sync::Arc;

use bytes::Bytes;
use steersman_net::{Request, SafeUrl};
use steersman_oci::{PullRequest, Reference};
use tokio::sync::mpsc::{Sender, channel};

use super::VIA;
use super::error::MirrorError;
use super::source::{Mirror, Origin};
use crate::catalog::{Entry, NewPackage, Repo, UploadError};
use crate::events::Actor;
use crate::provenance::MAX_PROVENANCE;
use crate::random::hex;
use crate::service::Service;
use crate::spool::Spooled;
use crate::storage::PutMode;

/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;
/// Pieces that wait to be written.
const WAITING: usize = 4;

/// What was fetched.
struct Fetched {
    package: Spooled,
    digest: [u8; 32],
    provenance: Option<Vec<u8>>,
}

impl Mirror {
    /// Fetches the package of an entry and keeps it; whoever comes second finds it there.
    pub(super) async fn fetch(
        &self,
        service: &Service,
        repo: &Arc<Repo>,
        entry: &Entry,
    ) -> Result<Arc<Entry>, MirrorError> {
        let _fetching = self.fetching.lock().await;
        let now = repo.index().get(&entry.name, &entry.version).cloned();
        let entry = match now {
            Some(now) if now.origin.is_none() => return Ok(now),
            Some(now) => now,
            // It went out of the index while others were fetched.
            None => Arc::new(entry.clone()),
        };
        let fetched = match &self.origin {
            Origin::Repository(base) => self.take_from_repository(service, base, &entry).await?,
            Origin::Registry { .. } => self.take_from_registry(service, &entry).await?,
        };
        if fetched.digest != entry.digest {
            return Err(MirrorError::Digest {
                file: entry.file.to_string(),
                found: hex(&fetched.digest),
            });
        }
        let package = service.inspector.spooled(&fetched.package).await?;
        if *package.name != *entry.name || *package.version != *entry.version {
            return Err(MirrorError::OtherChart(entry.file.to_string()));
        }
        let provenance = match fetched.provenance {
            Some(content) => {
                let mut file = Spooled::create(service.storage.spool(), MAX_PROVENANCE).await?;
                file.write(&content).await?;
                file.finish().await?;
                Some(file)
            }
            None => None,
        };
        let new = NewPackage {
            package,
            file: fetched.package,
            digest: fetched.digest,
            provenance,
        };
        let actor = Actor::own(VIA);
        let added = service
            .add_version(&actor, repo, new, PutMode::Replace)
            .await?;
        Ok(added)
    }

    async fn take_from_repository(
        &self,
        service: &Service,
        base: &SafeUrl,
        entry: &Entry,
    ) -> Result<Fetched, MirrorError> {
        let limit = service.config.max_upload;
        let url = SafeUrl::parse(entry.origin.as_deref().unwrap_or_default())?;
        // Credentials are for the source, not for wherever its packages lie.
        let credentials = self.credentials.clone().filter(|_| url.same_origin(base));
        let ask = |url: &SafeUrl, limit: u64| {
            Request::get(url.clone())
                .credentials(credentials.clone())
                .limit(limit)
        };
        let request = ask(&url, limit);
        let proof = ask(
            &url.clone().with_path(&format!("{}.prov", url.path())),
            MAX_PROVENANCE,
        );
        let (sender, mut pieces) = channel(WAITING);
        let client = self.client.clone();
        let reading = tokio::task::spawn_blocking(move || read_into(&client, &request, &sender));
        let mut package = Spooled::create(service.storage.spool(), limit).await?;
        while let Some(piece) = pieces.recv().await {
            package.write(&piece).await?;
        }
        reading.await.map_err(|_| MirrorError::Worker)??;
        let client = self.client.clone();
        let provenance = tokio::task::spawn_blocking(move || client.fetch(&proof).ok());
        Ok(Fetched {
            digest: package.finish().await?,
            package,
            provenance: provenance.await.map_err(|_| MirrorError::Worker)?,
        })
    }

    async fn take_from_registry(
        &self,
        service: &Service,
        entry: &Entry,
    ) -> Result<Fetched, MirrorError> {
        let limit = service.config.max_upload;
        if entry.size > limit {
            return Err(MirrorError::TooLarge(entry.file.to_string()));
        }
        let Origin::Registry { registry, .. } = &self.origin else {
            return Err(MirrorError::Worker);
        };
        let registry = Arc::clone(registry);
        let reference = Reference::parse(entry.origin.as_deref().unwrap_or_default())?;
        let pulled = tokio::task::spawn_blocking(move || {
            registry.pull(&PullRequest {
                reference: &reference,
                provenance: true,
            })
        });
        let pulled = pulled.await.map_err(|_| MirrorError::Worker)??;
        let mut package = Spooled::create(service.storage.spool(), limit).await?;
        package.write(&pulled.archive).await?;
        Ok(Fetched {
            digest: package.finish().await?,
            package,
            provenance: pulled.provenance,
        })
    }
}

/// Reads an answer piece by piece.
fn read_into(
    client: &steersman_net::Client,
    request: &Request,
    pieces: &Sender<Bytes>,
) -> Result<(), MirrorError> {
    let mut answer = client.send(request)?;
    if answer.status() != 200 {
        return Err(MirrorError::Status(answer.status()));
    }
    let mut buffer = vec![0; PIECE];
    loop {
        let read = answer.read(&mut buffer)?;
        let piece = Bytes::copy_from_slice(&buffer[..read]);
        // Nobody takes it any more: the request is over.
        if read == 0 || pieces.blocking_send(piece).is_err() {
            return Ok(());
        }
    }
}

impl Service {
    /// The entry with its package in the storage: fetched first when it is that of a mirror.
    ///
    /// # Errors
    /// [`UploadError::Source`] when the source does not give it.
    pub(crate) async fn present(
        &self,
        repo: &Arc<Repo>,
        entry: Arc<Entry>,
    ) -> Result<Arc<Entry>, UploadError> {
        if entry.origin.is_none() {
            return Ok(entry);
        }
        let Some(mirror) = self.mirrors.of(&repo.path) else {
            return Ok(entry);
        };
        match mirror.fetch(self, repo, &entry).await {
            Ok(entry) => Ok(entry),
            Err(MirrorError::Upload(error)) => Err(error),
            Err(error) => {
                let text = error.to_string();
                let fields = [
                    ("repo", repo.path.as_str()),
                    ("file", &*entry.file),
                    ("error", &*text),
                ];
                self.surroundings.log(
                    crate::ports::LogLevel::Warn,
                    "cannot fetch from the source of a mirror",
                    &fields,
                );
                Err(UploadError::Source(text))
            }
        }
    }
}
