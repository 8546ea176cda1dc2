//! The chart repository: one store, served as a Helm repository, as an OCI registry, and by `ChartMuseum`'s API.
//!
//! A [`Service`] answers requests from a [`Config`] and a [`Storage`]; [`serve`] puts it on a socket. What the process
//! is surrounded by (clock, log) comes through [`Surroundings`].
//!
//! ```
//! use std::sync::Arc;
//! use steersman_server::{Config, MemoryStorage, Service, StillSurroundings};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let spool = tempfile::tempdir()?;
//! let storage = Arc::new(MemoryStorage::new(spool.path())?);
//! let service = Service::new(Config::default(), storage, Arc::new(StillSurroundings))?;
//! let request = axum::http::Request::get("/health").body(axum::body::Body::empty())?;
//! assert_eq!(service.answer(request).await.status(), 200);
//! # Ok(())
//! # }
//! ```
//!
//! # Invariants
//! - A change is answered when it is on the storage, whole, and in the index: whoever reads next sees it.
//! - The packages are the truth; indexes, snapshots and records of the registry can be rebuilt from them.
//! - No name from outside becomes a path without passing [`RepoPath`] or [`FileName`].
//! - No lock is held across a read or a write of the storage but the one that orders writers of one repository.
//! - Request bodies go to the spool, never whole into memory; every reading has a named limit.
//! - Credentials appear in no log, error or `Debug` output.

mod auth;
mod catalog;
mod change;
mod config;
mod error;
mod events;
mod features;
mod http;
mod mirror;
mod names;
mod oci;
mod package;
mod policy;
mod ports;
mod provenance;
mod random;
mod retention;
mod run;
mod service;
mod spool;
mod storage;

pub use auth::{
    AuthConfig, BasicCredentials, BearerConfig, TokenAction, TokenRecord, issue_token, read_tokens,
    write_tokens,
};
pub use config::{Compat, Config, Depth, OverwriteRule, TlsFiles};
pub use error::ServerError;
pub use events::EVENTS;
pub use features::{
    Features, MirrorSource, Secret, SettingsError, SettingsFile, WebhookTarget, parse_bytes,
    parse_seconds, read_settings,
};
pub use http::{Bound, serve};
pub use names::{FileName, NameProblem, RepoPath};
pub use policy::{ImmutableRule, Pattern, Prereleases, QuotaRule, RetentionRule};
pub use ports::{LogLevel, StillSurroundings, Surroundings};
pub use run::{RunRequest, StorageChoice, generate_index, run};
pub use service::Service;
pub use storage::{
    BucketStorage, ByteStream, CloudBucket, CloudProvider, LocalStorage, MemoryStorage, Object,
    Pending, PutMode, Shared, Storage, StorageError, Tagged,
};
