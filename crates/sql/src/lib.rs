//! Release records in `PostgreSQL`, in the tables that Helm makes: either program works with what the other wrote.
//!
//! ```no_run
//! use steersman_release::{Query, ReleaseStore as _};
//! use steersman_sql::SqlStore;
//!
//! let store = SqlStore::new("postgres://helm@localhost/helm", Some("default"), || 0);
//! let releases = store.query(&Query::default())?;
//! # Ok::<(), steersman_release::StoreError>(())
//! ```
//!
//! # Invariants
//! - Nothing is sent before the first record is asked for; tables that are missing are made then.
//! - What belongs together is written in one transaction.
//! - The connection is not encrypted: a server that demands it is refused with the library's words.

mod schema;
mod store;

pub use store::SqlStore;
