//! Keys, certificates, hashes of passwords, encryption.

use crate::entry::Entry;

/// The functions of this module.
pub(crate) const FUNCTIONS: &[Entry] = &[];
