//! The HTTP client of the workspace, and the only place that builds one.
//!
//! It is synchronous, and says why a request failed step by step: name, connection, certificate, answer, body.
//!
//! ```no_run
//! use steersman_net::{Client, ClientOptions, Request, SafeUrl};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::new(ClientOptions::default())?;
//! let url = SafeUrl::parse("https://charts.example.com/index.yaml")?;
//! let index = client.fetch(&Request::get(url).limit(64 << 20))?;
//! # Ok(())
//! # }
//! ```
//!
//! # Invariants
//! - Credentials go to the host they were given for and to no other, redirects included, unless the caller says so.
//! - No error, `Debug` or `Display` output holds a password.
//! - Every request ends: there is a limit for its time, for silence, for its size and for its redirects.
//! - The environment is read by the caller: proxies come in as [`Proxies`].
//! - Only requests that may be repeated are repeated.

mod cause;
mod certificate;
mod client;
mod connect;
mod error;
mod forward;
mod options;
mod probe;
mod proxy;
mod redirect;
mod request;
mod response;
mod retry;
mod route;
mod socks;
mod tls;
mod url;
mod verification;

pub use cause::{Cause, Step};
pub use client::Client;
pub use error::{ClientError, FetchError, SendError};
pub use options::{ClientOptions, USER_AGENT};
pub use probe::Probe;
pub use proxy::Proxies;
pub use request::{Body, Credentials, Method, Request};
pub use response::Response;
pub use tls::TlsError;
pub use url::{SafeUrl, UrlError};
pub use verification::{Verification, server_verifier};
