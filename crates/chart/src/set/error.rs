use std::fmt;

use super::{MAX_BRACKETS, MAX_FILLED, MAX_INDEX, MAX_NESTED_LEVEL};
use steersman_value::fmt::quote_char;

use crate::gofmt::quoted;

/// A `--set` expression cannot be applied.
#[derive(Clone, Debug, PartialEq)]
pub struct SetError {
    /// What is wrong.
    pub kind: SetErrorKind,
    /// Where reading stopped, in bytes from the begin of the expression.
    pub offset: usize,
}

/// What is wrong with a `--set` expression. The messages are Helm's.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SetErrorKind {
    /// The expression ends after a key.
    KeyWithoutValue(String),
    /// A comma follows a key.
    KeyBeforeComma(String),
    /// A key ends with a dot, or with an empty key after it.
    KeyMapWithoutValue(String),
    /// The text between brackets is not a number.
    InvalidIndex(String),
    /// The number between brackets does not fit 64 bits.
    IndexOutOfRange(String),
    /// `[` without `]`, which only Helm 3 minds.
    IndexNotTerminated,
    /// The index is below zero.
    NegativeIndex(i64),
    /// The index is above [`MAX_INDEX`].
    IndexTooLarge(i64),
    /// Something stands between `]` and the next `[`, `.` or `=`.
    DataAfterIndex(String),
    /// More than [`MAX_NESTED_LEVEL`] dots.
    TooDeep,
    /// More than [`MAX_BRACKETS`] pairs of brackets.
    TooManyBrackets,
    /// More than [`MAX_FILLED`] entries before indexes.
    TooManyEntries,
    /// `{` without `}`.
    ListNotTerminated,
    /// The key goes through a value of another type.
    WrongType {
        /// Go's name of the type that is there.
        found: &'static str,
        /// Go's name of the type that the key needs.
        wanted: &'static str,
    },
    /// The JSON after `=` is malformed.
    Json(String),
    /// The file named after `=` cannot be read.
    Read(String),
}

impl fmt::Display for SetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl std::error::Error for SetError {}

impl fmt::Display for SetErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyWithoutValue(key) => write!(f, "key {} has no value", quoted(key)),
            Self::KeyBeforeComma(key) => {
                write!(f, "key {} has no value (cannot end with ,)", quoted(key))
            }
            Self::KeyMapWithoutValue(key) => write!(f, "key map {} has no value", quoted(key)),
            Self::InvalidIndex(text) => {
                write!(
                    f,
                    "error parsing index: strconv.Atoi: parsing {}: invalid syntax",
                    quoted(text)
                )
            }
            Self::IndexOutOfRange(text) => {
                write!(
                    f,
                    "error parsing index: strconv.Atoi: parsing {}: value out of range",
                    quoted(text)
                )
            }
            Self::IndexNotTerminated => f.write_str("error parsing index: EOF"),
            Self::NegativeIndex(index) => write!(f, "negative {index} index not allowed"),
            Self::IndexTooLarge(index) => {
                write!(
                    f,
                    "index of {index} is greater than maximum supported index of {MAX_INDEX}"
                )
            }
            Self::DataAfterIndex(text) => {
                let chars: Vec<_> = text.chars().map(quote_char).collect();
                write!(
                    f,
                    "unexpected data at end of array index: [{}]",
                    chars.join(" ")
                )
            }
            Self::TooDeep => write!(
                f,
                "value name nested level is greater than maximum supported nested level of {MAX_NESTED_LEVEL}"
            ),
            Self::TooManyBrackets => {
                write!(
                    f,
                    "index nested level is greater than maximum supported nested level of {MAX_BRACKETS}"
                )
            }
            Self::TooManyEntries => write!(
                f,
                "indexes leave more than {MAX_FILLED} entries before them without a value"
            ),
            Self::ListNotTerminated => f.write_str("list must terminate with '}'"),
            Self::WrongType { found, wanted } => {
                write!(
                    f,
                    "unable to parse key: interface conversion: interface {{}} is {found}, not {wanted}"
                )
            }
            Self::Json(text) | Self::Read(text) => f.write_str(text),
        }
    }
}
