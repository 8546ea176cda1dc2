//! From documents to typed models, by the rules of Go's `encoding/json`: keys match without regard to case, null
//! leaves a field as it is, and the first value of a wrong type is the error.

mod lock;
mod metadata;
mod record;

pub(crate) use lock::decode_lock;
pub(crate) use metadata::{DecodedMetadata, chart_api_version, decode_metadata};
pub(crate) use record::TypeError;

use steersman_value::Tree;

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
