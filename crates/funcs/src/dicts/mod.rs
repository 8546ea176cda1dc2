//! Maps. They are shared by reference: what `set` and `merge` change, every holder of the map sees.

mod build;
mod copy;
mod dig;
mod entries;
mod merge;

use crate::entry::Entry;

/// The functions of this module.
pub(crate) const TABLES: &[&[Entry]] = &[
    build::FUNCTIONS,
    copy::FUNCTIONS,
    dig::FUNCTIONS,
    entries::FUNCTIONS,
    merge::FUNCTIONS,
];
