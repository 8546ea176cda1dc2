//! Text: case, trimming, cutting, joining, quoting, indenting.

mod abbreviate;
mod affix;
mod case;
mod indent;
mod quote;
mod snake;
mod split;
mod wrap;

use crate::entry::Entry;

/// The functions of this module.
pub(crate) const TABLES: &[&[Entry]] = &[
    abbreviate::FUNCTIONS,
    affix::FUNCTIONS,
    case::FUNCTIONS,
    indent::FUNCTIONS,
    quote::FUNCTIONS,
    snake::FUNCTIONS,
    split::FUNCTIONS,
    wrap::FUNCTIONS,
];
