//! The chart model: loading, values, schema, packaging.
//!
//! # Invariants
//! - No I/O, no clock, no environment: charts come from files in memory or from the bytes of an archive.
//! - One model for every chart API version.

mod chart;
mod file;
pub mod ignore;
mod json;
mod lock;
mod metadata;
mod quote;
pub mod set;
mod timestamp;

pub use chart::{Chart, Crd, Located};
pub use file::{File, Modified};
pub use lock::Lock;
pub use metadata::{Dependency, Maintainer, Metadata};
