//! TOML text out and in.

use crate::entry::Entry;

/// The functions of this module.
pub(crate) const FUNCTIONS: &[Entry] = &[];
