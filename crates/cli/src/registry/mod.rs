//! Charts in registries, on the command line.

mod client;
mod plugin;
mod pull;
mod signature;

pub(crate) use client::{
    credential_store, login_client, plain_registry_client, registry_client, registry_error,
};
pub(crate) use plugin::{RegistryPlugin, fetch_plugin};
pub(crate) use pull::{RegistryRequest, fetch_from_registry, locate_in_registry, underscore_note};
pub(crate) use signature::{TrustedKeys, refuse_keys};
