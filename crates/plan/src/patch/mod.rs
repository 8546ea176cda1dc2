//! Patches computed here, for releases that are not applied by the server.

mod merge;
mod schema;
mod strategic;

pub use merge::{merge_patch, three_way_merge_patch};
pub use schema::is_strategic;
pub use strategic::strategic_patch;
