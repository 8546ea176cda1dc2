//! The chart model: loading, values, schema, packaging.
//!
//! # Invariants
//! - No I/O, no clock, no environment: charts come from files in memory or from the bytes of an archive.
//! - One model for every chart API version.

pub mod archive;
mod chart;
mod coalesce;
mod decode;
mod encode;
mod file;
mod gofmt;
pub mod ignore;
mod json;
mod load;
mod lock;
mod metadata;
mod notice;
pub mod pack;
pub mod scaffold;
pub mod schema;
pub mod set;
mod timestamp;
mod validate;
pub mod values;

pub use chart::{Chart, Crd, Located};
pub use coalesce::{
    CoalesceError, Coalesced, coalesce_table, coalesce_tables, coalesce_values, merge_tables,
    merge_values, process_dependencies, process_for_rendering,
};
pub use decode::{lock_from_tree, metadata_from_tree};
pub use encode::{lock_digest, lock_digest_v2, lock_tree, metadata_tree};
pub use file::{File, Modified};
pub use load::{
    DocumentError, LoadError, Loaded, Origin, check_api_version, load_archive, load_files,
    load_values, parse_metadata,
};
pub use lock::Lock;
pub use metadata::{Dependency, Maintainer, Metadata};
pub use notice::{Level, Notice};
pub use validate::ValidationError;
pub use values::merge_maps;
