//! Charts on disk: loading, packing, dependencies, atomic writes.
//!
//! # Invariants
//! - Nothing is written outside the folder that the caller names.
//! - Files appear whole or not at all.
//! - Errors name the path, in Helm's words.

mod error;
mod folder;
mod load;
mod path_error;
mod sniff;
mod symlink;

pub use error::StoreError;
pub use folder::read_folder;
pub use load::{load_chart, load_file, load_folder};
pub use path_error::PathError;
