//! Reading `.tgz` archives: into files, with Helm's checks of names and sizes, and limits on everything else.

mod error;
mod limits;
mod name;
mod read;
mod tar;

pub use error::ArchiveError;
pub use limits::Limits;
pub use read::read_archive;
