//! Lists. Each function exists twice in Sprig: the plain one panics where the `must` one returns an error, with the
//! same text.

mod build;
mod chunk;
mod elements;
mod filter;
mod slice;

use steersman_value::{CallError, Value};

use crate::args::{NIL_POINTER, elements as items, error, panic};
use crate::entry::Entry;
use crate::types::kind_name;

/// The functions of this module.
pub(crate) const TABLES: &[&[Entry]] = &[
    build::FUNCTIONS,
    chunk::FUNCTIONS,
    elements::FUNCTIONS,
    filter::FUNCTIONS,
    slice::FUNCTIONS,
];

/// The elements of a list argument; the error text is `complaint` and the kind of what was passed instead.
fn items_of(value: &Value, complaint: &str) -> Result<Vec<Value>, CallError> {
    match items(value) {
        Some(items) => Ok(items),
        None if value.is_nil() => Err(panic(NIL_POINTER)),
        None => Err(error(format!("{complaint} {}", kind_name(value)))),
    }
}
