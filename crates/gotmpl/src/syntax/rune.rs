//! Single characters as Go sees them.

use steersman_value::fmt::is_printable;
use steersman_value::unicode::{is_digit, is_letter};

/// Whether `c` may stand in an identifier: an underscore, a letter or a decimal digit of any script.
pub(crate) fn is_alphanumeric(c: char) -> bool {
    if c.is_ascii() {
        return c == '_' || c.is_ascii_alphanumeric();
    }
    is_letter(c) || is_digit(c)
}

/// `c` as Go's `%#U` prints it.
pub(crate) fn code_point(c: char) -> String {
    if is_printable(c) {
        format!("U+{:04X} '{c}'", u32::from(c))
    } else {
        format!("U+{:04X}", u32::from(c))
    }
}
