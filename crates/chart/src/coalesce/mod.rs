//! Values of a chart and its dependencies brought together: defaults below, the parent's words above, the user's
//! on top, globals everywhere.
//!
//! The rules for null, and which tables are one and the same afterwards, are those of Go's maps in Helm: a table of
//! globals that parent and child both have is shared from its second level on, so a default of the child shows in
//! the parent.

mod chart_values;
mod dependencies;
mod error;
mod globals;
mod import_values;
mod node;
mod quiet;
mod tables;

pub use chart_values::{Coalesced, coalesce_table, coalesce_values, merge_values};
pub use dependencies::{process_dependencies, process_for_rendering};
pub use error::CoalesceError;
pub use tables::{coalesce_tables, merge_tables};
