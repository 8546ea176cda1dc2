//! `package`: makes a chart ready to be packed.

mod error;
mod run;

pub use error::PackageError;
pub use run::{PackageRequest, prepare_package};
