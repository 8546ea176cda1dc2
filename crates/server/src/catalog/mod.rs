//! What a repository holds: entries in memory, the index made of them, and how both follow the storage.

mod body;
mod changes;
mod chunk;
mod entry;
mod follow;
mod glance;
mod index;
mod inspect;
mod joint;
mod journal;
mod look;
mod mirrored;
mod pieces;
mod recent;
mod repo;
mod rescan;
mod segment;
mod snapshot;
mod state_files;
mod yank;

pub(crate) use body::{Encoding, IndexBody};
pub(crate) use entry::{Entry, compare_versions};
pub(crate) use inspect::{Inspector, MAX_STORED, UploadError};
pub(crate) use joint::IndexForm;
pub(crate) use repo::{Added, NewPackage, Ports, Repo};
pub(crate) use state_files::Haste;
pub(crate) use yank::Files;
