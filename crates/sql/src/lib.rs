//! Release records in `PostgreSQL`, in the tables that Helm makes: either program works with what the other wrote.
//!
//! ```no_run
//! use steersman_release::{Query, ReleaseStore as _};
//! use steersman_sql::SqlStore;
//!
//! let connection = "postgres://helm@localhost/helm?sslmode=verify-full";
//! let store = SqlStore::connect(connection, &|_| None, Some("default"), || 0)?;
//! let releases = store.query(&Query::default())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Invariants
//! - Connection strings, variables and files mean what they mean to Helm; what Helm's library refuses is refused in its
//!   words.
//! - A connection to another machine is encrypted, unless the settings say otherwise.
//! - What belongs together is written in one transaction.
//! - No password is in an error or in `Debug` output.

mod connect;
mod error;
mod schema;
mod settings;
mod store;
mod stream;
mod tls;

pub use error::SqlError;
pub use store::SqlStore;
