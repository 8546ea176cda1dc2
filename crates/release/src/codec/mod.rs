//! Helm's storage format: JSON, compressed with gzip, in base64.

mod chart;
mod decode;
mod document;
mod encode;
mod error;
mod go_json;
mod split;
mod summary;
mod tree;

pub use decode::{decode, read_releases};
pub use encode::{View, encode, to_json};
pub use error::CodecError;
pub use split::{Joint, MAX_OBJECT_BYTES, Parts, PartsId, Split, decode_split, encode_split};
pub use summary::decode_summary;

/// How large the JSON of a record may be; more is refused while it is inflated.
pub const MAX_RECORD_BYTES: u64 = 256 * 1024 * 1024;

/// How compressed data begins.
const GZIP: [u8; 3] = [0x1f, 0x8b, 0x08];
