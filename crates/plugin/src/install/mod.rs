//! Installing plugins from where they are kept, bringing them up to date, and removing them.

mod copy;
mod error;
mod extract;
mod git;
mod keep;
mod names;
mod perform;
mod remove;
mod source;
mod update;
mod vcs;

pub use error::InstallError;
pub use extract::{find_definition, is_archive_name, unpack};
pub(crate) use keep::{archive_path, provenance_path};
pub use perform::{Homes, InstallRequest, Installation, Verdict, Verify, install};
pub use remove::remove;
pub use source::{Fetch, Source};
pub use update::update;
