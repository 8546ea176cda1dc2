//! Named limits on what one call may make: templates are untrusted, and `repeat` or `until` are a few bytes long.

use steersman_value::CallError;

use crate::args::error;

/// How long the text that one call returns may be, in bytes.
pub(crate) const MAX_TEXT: usize = steersman_value::fmt::MAX_TEXT;

/// How many elements the list that one call returns may have.
pub(crate) const MAX_ITEMS: usize = 4_000_000;

/// Fails when a result of `size` bytes is too long.
pub(crate) fn check_text(size: Option<usize>) -> Result<(), CallError> {
    match size {
        Some(size) if size <= MAX_TEXT => Ok(()),
        _ => Err(error(format!(
            "the result would be longer than {MAX_TEXT} bytes"
        ))),
    }
}

/// Fails when a list of `count` elements is too long.
pub(crate) fn check_items(count: Option<usize>) -> Result<(), CallError> {
    match count {
        Some(count) if count <= MAX_ITEMS => Ok(()),
        _ => Err(error(format!(
            "the list would be longer than {MAX_ITEMS} items"
        ))),
    }
}
