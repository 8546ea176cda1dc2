//! Credentials as docker and Helm keep them.

mod file;
mod helper;
mod model;
mod store;

pub use model::Credentials;
pub use store::{CredentialStore, Surroundings};
