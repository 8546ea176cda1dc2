//! Go's `fmt` and the number and quoting parts of `strconv`, over [`Value`](crate::Value)s.
//!
//! ```
//! use steersman_value::{Value, fmt};
//!
//! let args = [Value::str("port"), Value::Float(1e6), Value::int(255)];
//! assert_eq!(fmt::sprintf(b"%s=%v %#x", &args).unwrap(), b"port=1e+06 0xff");
//! ```
//!
//! Printing fails only for values that no text can show: see [`Unprintable`].

mod flags;
mod float;
mod json;
mod number;
mod print;
mod print_table;
mod printer;
mod quote;
mod sprintf;
mod verbs;

pub use float::{append_float, append_json_float, float_to_int, format_float};
pub use json::{
    append_json, append_json_scalar, append_json_text, append_raw_json_text, html_safe_json,
};
pub use number::{NumberError, atoi, parse_float, parse_int, parse_uint};
pub use print::{append_display, append_value, display, sprint, sprintln};
pub use printer::{MAX_DEPTH, MAX_TEXT, Unprintable};
pub use quote::{append_quoted, is_printable, quote, quote_ascii, quote_char, quote_char_ascii};
pub use sprintf::sprintf;
