//! Who may do what.

mod basic;
mod bearer;
mod check;
mod config;
mod token;

pub(crate) use check::{Access, Action, Authorizer, Scope};
pub use config::{AuthConfig, BasicCredentials, BearerConfig};
