//! From models to documents, by the rules of Go's `encoding/json`: empty fields are left out.

mod digest;
mod metadata;
mod metadata_json;

pub use digest::{lock_digest, lock_digest_v2};
pub use metadata::{lock_tree, metadata_tree};
pub use metadata_json::metadata_json;
