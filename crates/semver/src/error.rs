use std::fmt;

use crate::quote::quoted;

/// Why a version or a constraint was refused, or could not be incremented. The texts are those of the Go library.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The text has not the shape of a version.
    InvalidVersion,
    /// The text of a strict version is empty.
    EmptyVersion,
    /// A numeric part of a strict version has other characters than digits.
    InvalidCharacters,
    /// A numeric part, or a numeric identifier of a pre-release, starts with a zero.
    LeadingZero,
    /// The build metadata has an empty identifier or a character that is not allowed.
    InvalidMetadata,
    /// The pre-release has an empty identifier or a character that is not allowed.
    InvalidPrerelease,
    /// The version is longer than 256 bytes.
    VersionTooLong,
    /// A numeric part is no number of 64 bits.
    Segment {
        /// The digits.
        text: String,
        /// Whether the part is missing rather than too large.
        empty: bool,
        /// Whether the text says that a segment was being parsed (lenient parsing does, strict parsing does not).
        announced: bool,
    },
    /// An alternative of a constraint has not the shape of one.
    ImproperConstraint {
        /// The alternative between two `||`.
        text: String,
        /// Whether the text quotes it.
        quoted: bool,
    },
    /// A version inside a constraint is not valid.
    ConstraintVersion,
    /// The constraint is longer than 512 bytes.
    ConstraintTooLong,
    /// The constraint has more than 32 alternatives.
    TooManyAlternatives,
    /// The next version cannot be expressed; the part that would overflow.
    Overflow(&'static str),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidVersion => f.write_str("invalid semantic version"),
            Self::EmptyVersion => f.write_str("version string empty"),
            Self::InvalidCharacters => f.write_str("invalid characters in version"),
            Self::LeadingZero => f.write_str("version segment starts with 0"),
            Self::InvalidMetadata => f.write_str("invalid metadata string"),
            Self::InvalidPrerelease => f.write_str("invalid prerelease string"),
            Self::VersionTooLong => f.write_str("version string is too long (max 256 bytes)"),
            Self::Segment {
                text,
                empty,
                announced,
            } => {
                let announcement = if *announced {
                    "error parsing version segment: "
                } else {
                    ""
                };
                let reason = if *empty {
                    "invalid syntax"
                } else {
                    "value out of range"
                };
                write!(
                    f,
                    "{announcement}strconv.ParseUint: parsing {}: {reason}",
                    quoted(text)
                )
            }
            Self::ImproperConstraint { text, quoted: true } => {
                write!(f, "improper constraint: {}", quoted(text))
            }
            Self::ImproperConstraint {
                text,
                quoted: false,
            } => write!(f, "improper constraint: {text}"),
            Self::ConstraintVersion => f.write_str("constraint parser error"),
            Self::ConstraintTooLong => f.write_str("constraint string is too long (max 512 bytes)"),
            Self::TooManyAlternatives => f.write_str("too many constraint groups (max 32)"),
            Self::Overflow(part) => write!(f, "{part} version increment would overflow uint64"),
        }
    }
}

impl std::error::Error for Error {}
