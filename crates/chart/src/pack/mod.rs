//! From a chart to the bytes of its archive.

mod archive;
mod error;
mod tar;

pub use archive::{archive_name, pack_archive, packed_metadata};
pub use error::PackError;
