//! WASI, preview 1: what modules of ordinary languages need to start, print, and keep temporary files.

mod define;
mod descriptors;
mod errno;
mod files;
mod poll;
mod process;
mod records;
mod streams;

pub(crate) use define::{TimeOver, define};
pub(crate) use descriptors::Descriptors;
pub(crate) use errno::Errno;
