//! Base64, base32 and checksums.

mod base32;
mod base64;
mod digest;

pub(crate) use self::base64::decode_base64;
use crate::entry::Entry;

/// The functions of this module.
pub(crate) const TABLES: &[&[Entry]] = &[base32::FUNCTIONS, base64::FUNCTIONS, digest::FUNCTIONS];
