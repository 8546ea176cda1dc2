//! Charts on disk: loading, packing, dependencies, atomic writes.
//!
//! ```
//! use steersman_chart::Modified;
//! use steersman_chart::archive::Limits;
//! use steersman_names::HelmDialect;
//! use steersman_store::{CreateRequest, Purpose, create, load};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let (dialect, limits) = (HelmDialect::default(), Limits::default());
//! let created = create(&CreateRequest {
//!     path: folder.path().join("web"),
//!     starter: None,
//!     now: Modified::default(),
//!     dialect,
//!     limits,
//! })?;
//! let loaded = load(&created.path, Purpose::Install, dialect, &limits)?;
//! assert_eq!(loaded.chart.name(), "web");
//! # Ok(())
//! # }
//! ```
//!
//! # Invariants
//! - Nothing is written outside the folder that the caller names.
//! - Files appear whole or not at all.
//! - Errors name the path, in Helm's words.

mod clean;
mod create;
mod dependency;
mod error;
mod folder;
mod load;
mod package;
mod path_error;
mod queue;
mod read_file;
mod regular;
mod sniff;
mod symlink;
mod write;

pub use create::{CreateRequest, Created, create};
pub use dependency::{
    DependencyError, DependencyRequest, DependencySources, Download, Place, Refresh, Source,
    build_dependencies, update_dependencies,
};
pub use error::StoreError;
pub use folder::read_folder;
pub use load::{
    Purpose, load, load_archive, load_chart, load_file, load_folder, read_archive_file,
};
pub use package::save_archive;
pub use path_error::PathError;
pub use regular::read_regular;
pub use write::{write_atomically, write_private};
