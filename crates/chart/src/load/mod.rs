//! From files to charts.

mod documents;
mod error;
mod files;
mod known;
mod parallel;

pub use documents::{load_values, parse_metadata};
pub(crate) use error::values_prefix;
pub use error::{DocumentError, LoadError};
pub use files::{Loaded, Origin, check_api_version, load_archive, load_files};
