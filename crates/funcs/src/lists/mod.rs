//! Lists. Each function exists twice in Sprig: the plain one panics where the `must` one returns an error, with the
//! same text.

mod build;
mod chunk;
mod elements;
mod filter;
mod items;
mod slice;

use crate::entry::Entry;

/// The functions of this module.
pub(crate) const TABLES: &[&[Entry]] = &[
    build::FUNCTIONS,
    chunk::FUNCTIONS,
    elements::FUNCTIONS,
    filter::FUNCTIONS,
    slice::FUNCTIONS,
];
