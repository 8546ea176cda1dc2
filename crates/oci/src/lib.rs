//! Charts in registries that speak the OCI distribution protocol.
//!
//! A [`Registry`] asks for tokens as registries want them, with [`Credentials`] of a [`CredentialStore`]: the file that
//! Helm and docker use, and the credential helpers named in it. [`Registry::pull`] and [`Registry::push`] move charts
//! in Helm's form; [`Registry::fetch_manifest`], [`Registry::fetch_blob`] and [`Registry::push_artifact`] move anything.
//!
//! ```
//! use steersman_oci::Reference;
//!
//! let reference = Reference::parse("oci://registry.example:5000/charts/web:1.0.0+build.3")?;
//! assert_eq!(reference.to_string(), "registry.example:5000/charts/web:1.0.0_build.3");
//! assert_eq!(reference.tag(), Some("1.0.0_build.3"));
//! # Ok::<(), steersman_oci::OciError>(())
//! ```
//!
//! # Invariants
//! - What was fetched has the digest it was asked by, or is not given out; sizes are limited by what the manifest says.
//! - Credentials go to the registry they were given for, and to the token server it names; never to the place a blob is
//!   redirected to, and never to an upload location on another host.
//! - Tokens and passwords are in no error and in no `Debug` output.
//! - The file of credentials appears whole or not at all, and only its owner can read it.

mod annotations;
mod authentication;
mod blob;
mod challenge;
mod credentials;
mod descriptor;
mod error;
mod go_value;
mod login;
mod mirror;
mod pull;
mod push;
mod reference;
mod registry;
mod resolve;
mod signatures;
mod tags;
mod upload;

pub use annotations::chart_annotations;
pub use credentials::{CredentialStore, Credentials, Surroundings};
pub use descriptor::{Descriptor, Index, Manifest, media_type};
pub use error::{OciError, Side};
pub use pull::{PullRequest, PulledChart};
pub use push::{Artifact, ChartPush, Pushed};
pub use reference::{Reference, is_oci};
pub use registry::Registry;
pub use resolve::Resolved;
pub use signatures::SignaturePlace;
