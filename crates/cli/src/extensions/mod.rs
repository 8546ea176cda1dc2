//! Plugins as commands of the program.

mod arguments;
mod complete;
mod discover;
mod getters;
mod network;
mod provenance;
mod run;
mod surroundings;

pub(crate) use discover::{Purpose, with_plugins};
pub(crate) use getters::plugin_getters;
pub(crate) use network::plugin_network;
pub(crate) use provenance::{Passphrase, sign_archive, verify_archive};
pub(crate) use surroundings::{plugin_folders, tell_broken, variables};
