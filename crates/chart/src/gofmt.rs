//! Values and texts as Go's `fmt` prints them, for the messages that show them.

use steersman_value::{Tree, Value, fmt};

/// `%q` of a string.
pub(crate) fn quoted(text: &str) -> String {
    fmt::quote(text.as_bytes())
}

/// `%v`
pub(crate) fn plain(tree: &Tree) -> String {
    printed(b"%v", tree)
}

/// `%t` of something that is probably no boolean.
pub(crate) fn as_bool_verb(tree: &Tree) -> String {
    printed(b"%t", tree)
}

fn printed(format: &[u8], tree: &Tree) -> String {
    // Only objects with methods can refuse to be printed, and trees hold none.
    let bytes = fmt::sprintf(format, &[Value::from(tree)]).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}
