//! Who may do what.

mod basic;
mod bearer;
mod check;
mod config;
mod search_path;
mod token;
mod token_file;

pub(crate) use check::{Access, Action, Authorizer, Scope};
pub use config::{AuthConfig, BasicCredentials, BearerConfig};
pub use token_file::{TokenAction, TokenRecord, issue_token, read_tokens, write_tokens};
