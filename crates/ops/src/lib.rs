//! What Steersman does, one module per verb: a request goes in, plain data comes out.
//!
//! A face (the command line) loads charts and values, fills a request, calls the verb, and prints the outcome. What
//! happens on the way goes to an [`Observer`].
//!
//! # Invariants
//! - No printing, no environment, no files: charts come in the request, text goes out in the outcome.
//! - Errors are typed; joined with their sources by `": "` they read as Helm's messages.

mod context;
mod event;
pub mod explain;
mod installable;
mod manifest_diagnostic;
pub mod profile;
pub mod template;

pub use context::Context;
pub use event::{Event, Observer};
pub use installable::InstallableError;
