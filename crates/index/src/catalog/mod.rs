//! The compact form of an index.

mod build;
mod layout;
mod open;
mod view;

pub(crate) use build::Builder;
pub use layout::Stamp;
pub use open::{Catalog, CatalogError};
pub use view::{Chart, Entry};
