//! Chart repositories: which ones a user has, what they have, and how their charts get here.
//!
//! Files and folders are Helm's, so that both programs share them: `repositories.yaml` with its lock, an index and a
//! list of charts for each repository in the cache, archives by their digest in the content cache. Each index has a
//! compact form in a folder of its own, which is made again whenever the index is another one.
//!
//! ```no_run
//! use steersman_repo::{Getters, Places, Reference, resolve};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let places = Places {
//!     config: "repositories.yaml".into(),
//!     cache: "cache/repository".into(),
//!     content: "cache/content".into(),
//!     catalogs: "cache/steer".into(),
//! };
//! let found = resolve(&Reference { text: "example/web", version: "^1.0.0", ..Reference::default() }, &places, &mut |_, _| {})?;
//! let archive = steersman_repo::fetch_chart(&found, &Getters::default())?;
//! # Ok(())
//! # }
//! ```
//!
//! # Invariants
//! - Files appear whole or not at all; an index that cannot be read never takes the place of one that can.
//! - What has a digest is checked against it, when it comes and when it is taken from the cache.
//! - A credential of a repository goes to its server only, unless the user said otherwise.

mod access;
mod charts;
mod config;
mod content;
mod detour;
mod doctor;
mod error;
mod find;
mod generate;
mod getter;
mod index_cache;
mod lock;
mod places;
mod resolve;
mod update;
mod upload;

pub use access::Access;
pub use charts::{DigestError, archive_name, check_digest, fetch_chart, parse_digest};
pub use config::{load_repositories, write_repositories};
pub use content::{ContentCache, Kind};
pub use detour::Detours;
pub use doctor::{Finding, Trouble, examine};
pub use error::{ConfigError, GetError, IndexCacheError, RepoError};
pub use find::{FindError, find_in_repository};
pub use generate::{GenerateError, generate_index};
pub use getter::{Get, Getter, Getters};
pub use index_cache::{download_index, load_catalog, remove_index, shown_skips};
pub use lock::{ConfigLock, lock_path};
pub use places::{Places, chart_list_name, index_name};
pub use resolve::{Reference, Resolved, Selection, Tell, absolute_url, resolve, same_url};
pub use update::{Updated, update_all};
pub use upload::{Upload, UploadTarget};
