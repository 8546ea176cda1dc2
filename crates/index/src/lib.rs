//! What a chart repository says it has (`index.yaml`), and which repositories a user has (`repositories.yaml`).
//!
//! ```
//! use steersman_index::{Catalog, read_catalog};
//!
//! let text = b"apiVersion: v1\nentries:\n  web:\n  - {apiVersion: v2, name: web, version: 1.2.3, urls: [web-1.2.3.tgz]}\n";
//! let catalog = read_catalog(text).expect("an index").catalog;
//! let selected = catalog.select("web", "^1.0.0").expect("there is one");
//! assert_eq!(selected.entry.version(), "1.2.3");
//! // The compact form needs no YAML again.
//! let again = Catalog::open(catalog.bytes().to_vec()).expect("it was just written");
//! assert_eq!(again.charts().count(), 1);
//! ```
//!
//! - [`Index`] is all of an index, for merging and writing.
//! - [`Catalog`] is what search and resolution need of it, in a form that is read without parsing.
//! - [`Repositories`] is the file of configured repositories.
//!
//! # Invariants
//! - No I/O, no clock.
//! - What is accepted, skipped, selected and written is what Helm 4.3.1 accepts, skips, selects and writes.
//! - Reading an index into a catalog needs memory for one chart at a time, beside text and catalog.
//! - A damaged catalog is refused when it is opened; nothing read from it can panic.

mod catalog;
mod decode;
mod error;
mod merge;
mod model;
mod read;
mod repositories;
mod search;
mod select;
mod split;
mod strict;
mod write;

pub use catalog::{Catalog, CatalogError, Chart, Entry, Stamp};
pub use error::IndexError;
pub use model::{ChartVersion, Index, Skipped};
pub use read::{ReadCatalog, ReadIndex, read_catalog, read_charts, read_index};
pub use repositories::{Repositories, RepositoriesError, Repository};
pub use search::{Found, Search, Term};
pub use select::{SelectError, Selected, find_equal, is_range};
