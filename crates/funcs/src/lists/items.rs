use steersman_value::{CallError, Value};

use crate::args::{NIL_POINTER, elements, error, panic};
use crate::types::kind_name;

/// The elements of a list argument; the error text is `complaint` and the kind of what was passed instead.
pub(super) fn items_of(value: &Value, complaint: &str) -> Result<Vec<Value>, CallError> {
    match elements(value) {
        Some(items) => Ok(items),
        None if value.is_nil() => Err(panic(NIL_POINTER)),
        None => Err(error(format!("{complaint} {}", kind_name(value)))),
    }
}
