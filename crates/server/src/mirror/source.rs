//! The mirrors of a service.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use steersman_chart::Modified;
use steersman_net::{Client, ClientOptions, Credentials, SafeUrl};
use tokio::sync::{Mutex as AsyncMutex, OnceCell};
use tokio::time::Duration;

use super::registry_source::registry_of;
use crate::error::ServerError;
use crate::features::MirrorSource;
use crate::names::RepoPath;

/// How our requests name themselves.
const USER_AGENT: &str = concat!("steer/", env!("CARGO_PKG_VERSION"));
/// How long a source may say nothing.
const STALL: Duration = Duration::from_secs(30);

/// The mirrors of a service.
#[derive(Debug, Default)]
pub(crate) struct Mirrors(Vec<std::sync::Arc<Mirror>>);

/// Where charts come from.
#[derive(Debug)]
pub(super) enum Origin {
    /// A repository with an index.
    Repository(SafeUrl),
    /// What stands before the names of charts in a registry.
    Registry {
        registry: std::sync::Arc<steersman_oci::Registry>,
        base: String,
    },
}

/// A repository that is that of somebody else.
#[derive(Debug)]
pub(crate) struct Mirror {
    pub(crate) source: MirrorSource,
    pub(super) client: Client,
    pub(super) origin: Origin,
    pub(super) credentials: Option<Credentials>,
    /// The first look at the source, for which requests wait.
    pub(super) first: OnceCell<()>,
    /// Held while somebody looks at the source.
    pub(super) looking: AsyncMutex<()>,
    /// Held while a package is fetched: one at a time bounds memory, and nothing is fetched twice.
    pub(super) fetching: AsyncMutex<()>,
    status: Mutex<Status>,
}

/// What is known of a source.
#[derive(Clone, Debug, Default)]
pub(crate) struct Status {
    /// When somebody looked at it and it answered.
    pub(crate) seen: Option<Modified>,
    /// Why the last look failed.
    pub(crate) error: Option<String>,
    /// Versions that it offered.
    pub(crate) offered: usize,
    /// Entries that were left out, such as those without a digest.
    pub(crate) left_out: usize,
    /// The entity tag of its index.
    pub(super) tag: Option<String>,
}

impl Mirrors {
    /// The mirrors of these sources.
    ///
    /// # Errors
    /// [`ServerError::Config`]
    pub(crate) fn new(sources: &[MirrorSource]) -> Result<Self, ServerError> {
        let mut mirrors: Vec<std::sync::Arc<Mirror>> = Vec::new();
        for source in sources {
            let twin = mirrors.iter().any(|known| known.source.repo == source.repo);
            if twin {
                let text = format!("two mirrors at the repository {:?}", source.repo.as_str());
                return Err(ServerError::Config(text));
            }
            mirrors.push(std::sync::Arc::new(Mirror::new(source)?));
        }
        Ok(Self(mirrors))
    }

    /// The mirror at that repository.
    pub(crate) fn of(&self, repo: &RepoPath) -> Option<&std::sync::Arc<Mirror>> {
        self.0.iter().find(|mirror| mirror.source.repo == *repo)
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &std::sync::Arc<Mirror>> {
        self.0.iter()
    }
}

impl Mirror {
    fn new(source: &MirrorSource) -> Result<Self, ServerError> {
        let config = |error: String| {
            ServerError::Config(format!("mirror {:?}: {error}", source.repo.as_str()))
        };
        let client = Client::new(ClientOptions {
            ca_file: source.ca_file.clone(),
            plain_http: source.plain_http,
            stall: STALL,
            attempts: 2,
            user_agent: USER_AGENT.into(),
            ..ClientOptions::default()
        })
        .map_err(|error| config(error.to_string()))?;
        let credentials = Credentials::basic(&source.username, source.password.reveal());
        let origin = if source.url.starts_with("oci://") {
            Origin::Registry {
                registry: std::sync::Arc::new(registry_of(client.clone(), source)),
                base: source.url.trim_end_matches('/').to_owned(),
            }
        } else {
            let text = format!("{}/", source.url.trim_end_matches('/'));
            Origin::Repository(SafeUrl::parse(&text).map_err(|error| config(error.to_string()))?)
        };
        Ok(Self {
            source: source.clone(),
            client,
            origin,
            credentials,
            first: OnceCell::new(),
            looking: AsyncMutex::default(),
            fetching: AsyncMutex::default(),
            status: Mutex::default(),
        })
    }

    /// What is known of the source.
    pub(crate) fn status(&self) -> Status {
        self.status
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn set_status(&self, change: impl FnOnce(&mut Status)) {
        change(&mut self.status.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// What is known of the source, for people.
    pub(crate) fn report(&self) -> Value {
        let status = self.status();
        json!({
            "source": self.host(),
            "seen": status.seen.map(Modified::to_rfc3339),
            "error": status.error,
            "offered": status.offered,
            "leftOut": status.left_out,
        })
    }

    /// The source without credentials.
    pub(crate) fn host(&self) -> String {
        match &self.origin {
            Origin::Repository(url) => url.to_string(),
            Origin::Registry { base, .. } => base.clone(),
        }
    }
}
