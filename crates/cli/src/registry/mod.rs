//! Charts in registries, on the command line.

mod client;
mod plugin;
mod pull;

pub(crate) use client::{credential_store, login_client, registry_client, registry_error};
pub(crate) use plugin::{RegistryPlugin, fetch_plugin};
pub(crate) use pull::{fetch_from_registry, locate_in_registry, underscore_note};
