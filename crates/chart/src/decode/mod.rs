//! From documents to typed models, by the rules of Go's `encoding/json`: keys match without regard to case, null
//! leaves a field as it is, and the first value of a wrong type is the error.

mod lock;
mod metadata;
mod record;
mod stored;

pub(crate) use lock::decode_lock;
pub(crate) use metadata::{DecodedMetadata, chart_api_version, decode_metadata};
pub(crate) use record::TypeError;
pub use stored::{lock_from_tree, metadata_from_tree};
