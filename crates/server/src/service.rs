//! The service: everything that outlives a request.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use axum::body::Body;
use axum::http::Request;
use tokio::time::Duration;

use crate::auth::Authorizer;
use crate::catalog::{Encoding, Haste, Inspector, Ports, Repo};
use crate::config::{Config, Depth};
use crate::error::ServerError;
use crate::events::{AuditLog, Webhooks};
use crate::http::{Answer, Metrics};
use crate::mirror::Mirrors;
use crate::names::RepoPath;
use crate::oci::Sessions;
use crate::ports::{LogLevel, Surroundings};
use crate::storage::{Storage, StorageError};

/// Repositories in memory, above which those without charts are forgotten.
const MAX_IDLE: usize = 1024;

/// How long webhook messages may take once the server is to end.
const LAST_MESSAGES: Duration = Duration::from_secs(3);

/// Answers requests.
#[derive(Debug)]
pub struct Service {
    pub(crate) config: Config,
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) surroundings: Arc<dyn Surroundings>,
    pub(crate) inspector: Arc<Inspector>,
    pub(crate) authorizer: Authorizer,
    pub(crate) metrics: Metrics,
    pub(crate) sessions: Sessions,
    pub(crate) audit: AuditLog,
    pub(crate) webhooks: Webhooks,
    pub(crate) mirrors: Mirrors,
    /// Whether something that the registry makes of packages could not be kept.
    unkept: AtomicBool,
    repos: RwLock<HashMap<RepoPath, Arc<Repo>>>,
}

impl Service {
    /// A service for what is in a storage.
    ///
    /// # Errors
    /// [`ServerError`] when the configuration contradicts itself, or a file it names cannot be read.
    pub fn new(
        mut config: Config,
        storage: Arc<dyn Storage>,
        surroundings: Arc<dyn Surroundings>,
    ) -> Result<Self, ServerError> {
        let context = config.context_path.trim_matches('/');
        config.context_path = if context.is_empty() {
            String::new()
        } else {
            format!("/{context}")
        };
        let authorizer = Authorizer::new(&config.auth, config.strict())?;
        let features = &config.features;
        let mirrors = Mirrors::new(&features.mirrors)?;
        for mirror in mirrors.iter() {
            let path = mirror.source.repo.as_str();
            let depth = path.split('/').filter(|word| !word.is_empty()).count();
            if let Depth::Fixed(wanted) = config.depth
                && wanted != depth
            {
                return Err(ServerError::Config(format!(
                    "mirror {path:?}: paths of repositories have {wanted} segments"
                )));
            }
        }
        Ok(Self {
            audit: AuditLog::open(features.audit.as_deref())?,
            webhooks: Webhooks::new(&features.webhooks)?,
            mirrors,
            unkept: AtomicBool::new(config.read_only),
            config,
            storage,
            surroundings,
            inspector: Arc::default(),
            authorizer,
            metrics: Metrics::default(),
            sessions: Sessions::default(),
            repos: RwLock::default(),
        })
    }

    /// Begins what goes on beside the requests: webhooks, looks at the sources of mirrors, retention. It ends with the
    /// service.
    pub fn start(self: &Arc<Self>) {
        let service = Arc::clone(self);
        tokio::spawn(async move { service.start_webhooks().await });
        tokio::spawn(crate::oci::keep_tidy(Arc::downgrade(self)));
        for mirror in self.mirrors.iter() {
            let looking = crate::mirror::keep_looking(Arc::downgrade(self), Arc::clone(mirror));
            tokio::spawn(looking);
        }
        let features = &self.config.features;
        if features.retention_interval > 0 && !features.retention.is_empty() {
            let pause = Duration::from_secs(features.retention_interval);
            tokio::spawn(crate::retention::keep_looking(Arc::downgrade(self), pause));
        }
    }

    /// Answers a request.
    pub async fn answer(&self, request: Request<Body>) -> Answer {
        crate::http::answer(self, request).await
    }

    /// Reads the repository of depth 0, so that the first request finds it read.
    ///
    /// # Errors
    /// [`ServerError::Storage`]
    pub async fn prepare(&self) -> Result<(), ServerError> {
        if matches!(self.config.depth, Depth::Fixed(0) | Depth::Dynamic) {
            let repo = self.repo(&RepoPath::default());
            repo.freshen().await?;
            // Making the index of a large repository takes a while: the first who asks for it should not wait.
            let body = repo.body().await;
            let making = tokio::task::spawn_blocking(move || body.prepare(Encoding::Zstd));
            drop(making.await);
        }
        Ok(())
    }

    /// Does what nobody should have to wait for.
    pub(crate) async fn warm_up(&self) {
        if let Err(error) = self.prepare().await {
            self.warn("cannot read the repository yet", &error.to_string());
        }
        if let Err(error) = crate::oci::remove_old_uploads(self).await {
            self.warn("cannot remove old uploads", &error.to_string());
        }
    }

    /// What was left to be sent goes before what comes.
    async fn start_webhooks(&self) {
        if self.config.features.webhooks.is_empty() {
            return;
        }
        let taken = self
            .webhooks
            .take_kept(&*self.storage, &*self.surroundings)
            .await;
        if let Err(error) = taken {
            let message = "cannot read the webhook messages of the last server";
            self.warn(message, &error.to_string());
        }
        self.webhooks.start(&self.surroundings);
    }

    /// Gives waiting webhook messages a moment, then keeps them for the next server.
    pub(crate) async fn end_webhooks(&self) {
        self.webhooks.drain(LAST_MESSAGES).await;
        if let Err(error) = self.webhooks.keep(&*self.storage).await {
            let message = "webhook messages that waited are lost";
            self.warn(message, &error.to_string());
        }
    }

    pub(crate) fn warn(&self, message: &str, error: &str) {
        self.surroundings
            .log(LogLevel::Warn, message, &[("error", error)]);
    }

    /// Notes that the storage did not take what the registry made of a package: from now on it is made again for whoever
    /// asks for it by its digest.
    pub(crate) fn note_unkept(&self, error: &StorageError) {
        if !self.unkept.swap(true, Ordering::AcqRel) {
            let message = "cannot keep manifests: they are made anew for each who asks";
            self.warn(message, &error.to_string());
        }
    }

    /// Whether something that the registry makes of packages could not be kept.
    pub(crate) fn has_unkept(&self) -> bool {
        self.unkept.load(Ordering::Acquire)
    }

    /// Saves what is kept beside the packages.
    pub async fn save(&self) {
        for repo in self.known_repos() {
            repo.save_now(Haste::Ending).await;
        }
    }

    /// The index of the repository at depth 0, as `GET /index.yaml` gives it.
    ///
    /// # Errors
    /// [`ServerError::Storage`]
    pub async fn index_text(&self) -> Result<Vec<u8>, ServerError> {
        let repo = self.repo(&RepoPath::default());
        repo.freshen().await?;
        Ok(repo.body().await.pieces().flatten().collect())
    }

    /// The repository of a path. It need not hold anything.
    pub(crate) fn repo(&self, path: &RepoPath) -> Arc<Repo> {
        let known = self
            .repos
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(path)
            .cloned();
        if let Some(repo) = known {
            return repo;
        }
        let mut repos = self.repos.write().unwrap_or_else(PoisonError::into_inner);
        if repos.len() >= MAX_IDLE {
            // Names cost nothing to make up. Whoever works with a repository holds it.
            repos.retain(|_, repo| Arc::strong_count(repo) > 1 || repo.index().len() > 0);
        }
        let new = || {
            let ports = Ports {
                storage: Arc::clone(&self.storage),
                inspector: Arc::clone(&self.inspector),
                surroundings: Arc::clone(&self.surroundings),
            };
            Arc::new(Repo::new(path.clone(), ports, &self.config))
        };
        Arc::clone(repos.entry(path.clone()).or_insert_with(new))
    }

    /// The repositories in memory, in the order of their names.
    pub(crate) fn known_repos(&self) -> Vec<Arc<Repo>> {
        let repos = self.repos.read().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = repos.values().cloned().collect();
        all.sort_by(|left, right| left.path.cmp(&right.path));
        all
    }
}
