//! Repositories that are those of somebody else: what their source has is listed, and fetched when it is asked for.

mod download;
mod error;
mod look;
mod offer;
mod registry_offer;
mod registry_source;
mod schedule;
mod source;

pub(crate) use schedule::keep_looking;
pub(crate) use source::Mirrors;

/// How the audit log names it.
pub(crate) const VIA: &str = "mirror";
