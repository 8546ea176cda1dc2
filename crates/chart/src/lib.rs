//! The chart model: loading, values, schema, packaging.
//!
//! A [`Chart`] is made of [`File`]s in memory ([`load_files`]) or of an archive's bytes ([`archive`]). What a user wants of
//! its values is read by [`values`] and [`set`]; [`process_dependencies`] decides which charts are part of it, and
//! [`coalesce_table`] lays the values of parents, charts and user over each other.
//!
//! ```
//! use steersman_chart::archive::Limits;
//! use steersman_chart::{File, Origin, coalesce_table, load_files};
//! use steersman_names::HelmDialect;
//! use steersman_value::{Table, Tree};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let dialect = HelmDialect::default();
//! let files = vec![
//!     File::new("Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\n"),
//!     File::new("values.yaml", "port: 80\n"),
//! ];
//! let chart = load_files(files, Origin::Folder, dialect, &Limits::default())?.chart;
//! assert_eq!((chart.name(), &*chart.metadata.version), ("web", "0.1.0"));
//!
//! let user = Table::from([("host".into(), Tree::from("a.example"))]);
//! let values = coalesce_table(&chart, &user, dialect, &mut Vec::new())?;
//! assert_eq!(values.len(), 2);
//! # Ok(())
//! # }
//! ```
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
pub use encode::{lock_digest, lock_digest_v2, lock_tree, metadata_json, metadata_tree};
pub use file::{File, Modified};
pub use load::{
    DocumentError, LoadError, Loaded, Origin, check_api_version, load_archive, load_files,
    load_values, parse_metadata,
};
pub use lock::Lock;
pub use metadata::{Dependency, Maintainer, Metadata};
pub use notice::{Level, Notice};
pub use timestamp::normal_time;
pub use validate::ValidationError;
pub use values::merge_maps;
