//! The user's values: files and `--set` flags, merged in Helm's order, and where each value came from.

mod error;
mod merge;
mod path;
mod provenance;
mod request;

pub use error::ValuesError;
pub use merge::merge_maps;
pub use path::{PathPart, ValuePath};
pub use provenance::{Contribution, Origin, Place, provenance};
pub use request::{Flag, Gathered, Source, ValuesRequest};
