//! Random text and numbers.

use crate::entry::Entry;

/// The functions of this module.
pub(crate) const FUNCTIONS: &[Entry] = &[];
