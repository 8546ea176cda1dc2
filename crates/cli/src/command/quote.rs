//! Go's quoted form of a text.

/// `text` in double quotes with Go's escapes, as error messages and help show it.
pub(crate) fn quote(text: &str) -> String {
    steersman_value::fmt::quote(text.as_bytes())
}
