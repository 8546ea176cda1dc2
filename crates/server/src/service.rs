//! The service: everything that outlives a request.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::body::Body;
use axum::http::Request;

use crate::auth::Authorizer;
use crate::catalog::{Inspector, Ports, Repo, UploadError};
use crate::config::{Config, Depth};
use crate::error::ServerError;
use crate::http::{Answer, Metrics};
use crate::names::{FileName, RepoPath};
use crate::oci::Sessions;
use crate::ports::{LogLevel, Surroundings};
use crate::spool::Spooled;
use crate::storage::{PutMode, Storage};

/// Repositories in memory, above which those without charts are forgotten.
const MAX_IDLE: usize = 1024;

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
        Ok(Self {
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
            self.repo(&RepoPath::default()).freshen().await?;
        }
        Ok(())
    }

    /// Saves what is kept beside the packages.
    pub async fn save(&self) {
        for repo in self.known_repos() {
            repo.save_now().await;
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

    /// Adds a provenance file; the registry makes its manifest anew, with it.
    pub(crate) async fn add_provenance(
        &self,
        repo: &Arc<Repo>,
        package: &FileName,
        file: &Spooled,
        mode: PutMode,
    ) -> Result<(), UploadError> {
        repo.add_provenance(package, file, mode).await?;
        let entry = repo
            .index()
            .entries()
            .find(|entry| *entry.file == *package.as_str())
            .cloned();
        if let Some(entry) = entry {
            crate::oci::forget_tag(self, repo, &entry).await?;
        }
        Ok(())
    }

    /// Deletes a version by whichever protocol: the package, then what the registry keeps of it.
    pub(crate) async fn delete_version(
        &self,
        repo: &Arc<Repo>,
        name: &str,
        version: &str,
    ) -> Result<bool, UploadError> {
        let Some(entry) = repo.remove(name, version).await? else {
            return Ok(false);
        };
        crate::oci::forget(self, repo, &entry).await?;
        self.surroundings.log(
            LogLevel::Info,
            "version deleted",
            &[
                ("repo", repo.path.as_str()),
                ("chart", name),
                ("version", version),
            ],
        );
        Ok(true)
    }
}
