use steersman_value::Tree;

use super::{decode_lock, decode_metadata};
use crate::{Lock, Metadata};

/// The metadata of a document shaped like `Chart.yaml`, as release records hold it.
///
/// # Errors
/// Go's text when a value has the wrong type.
pub fn metadata_from_tree(tree: &Tree) -> Result<Metadata, String> {
    let mut metadata = Metadata::default();
    decode_metadata(&mut metadata, tree).map_err(|error| error.to_string())?;
    Ok(metadata)
}

/// The lock of a document shaped like `Chart.lock`, as release records hold it.
///
/// # Errors
/// Go's text when a value has the wrong type.
pub fn lock_from_tree(tree: &Tree) -> Result<Option<Lock>, String> {
    decode_lock(tree)
}
