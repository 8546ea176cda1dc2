//! What a repository holds: entries in memory, the index made of them, and how both follow the storage.

mod body;
mod chunk;
mod entry;
mod index;
mod inspect;
mod joint;
mod repo;
mod rescan;
mod segment;
mod snapshot;
mod state_files;

pub(crate) use body::Encoding;
pub(crate) use entry::Entry;
pub(crate) use inspect::{Inspector, MAX_STORED, UploadError};
pub(crate) use repo::{NewPackage, Ports, Repo};
