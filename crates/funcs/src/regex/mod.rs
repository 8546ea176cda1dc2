//! Regular expressions: RE2 syntax with Go's semantics.

use crate::entry::Entry;

/// The functions of this module.
pub(crate) const FUNCTIONS: &[Entry] = &[];
