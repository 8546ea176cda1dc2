use std::borrow::Cow;
use std::fmt;

use steersman_diag::Span;

/// A key that a strict reader met twice in one mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateKey {
    /// The line of the value, from one.
    pub line: u32,
    /// The key as Go syntax: strings are quoted.
    pub key: String,
    /// Where the value is.
    pub span: Span,
}

/// Why a text cannot be read. `Display` prints what go-yaml and `encoding/json` say.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text is not YAML.
    #[error("yaml: {}{problem}", LinePrefix(*line))]
    Syntax {
        /// What is wrong.
        problem: Cow<'static, str>,
        /// What was being read, such as `while scanning a simple key`; may be empty.
        context: &'static str,
        /// The line go-yaml names (it is off by one for some problems), 0 where it names none.
        line: u32,
        /// Where the problem was noticed.
        span: Span,
        /// Where the construct named by `context` begins.
        opened: Span,
    },
    /// An alias names an anchor that was not defined before it.
    #[error("yaml: unknown anchor '{name}' referenced")]
    UnknownAnchor {
        /// The name of the anchor.
        name: String,
        /// The alias.
        span: Span,
    },
    /// An alias stands inside the value it stands for.
    #[error("yaml: anchor '{name}' value contains itself")]
    RecursiveAnchor {
        /// The name of the anchor.
        name: String,
        /// The alias.
        span: Span,
    },
    /// Aliases make the document much larger than its text.
    #[error("yaml: document contains excessive aliasing")]
    ExcessiveAliasing {
        /// The node at which the allowance was used up.
        span: Span,
    },
    /// A value does not fit its explicit tag.
    #[error("yaml: cannot decode {found} `{text}` as a {wanted}")]
    TagMismatch {
        /// The tag the text would have by itself.
        found: &'static str,
        /// The text of the scalar.
        text: String,
        /// The explicit tag.
        wanted: String,
        /// The scalar.
        span: Span,
    },
    /// A `!!binary` scalar is not base64.
    #[error("yaml: !!binary value contains invalid base64 data")]
    InvalidBinary {
        /// The scalar.
        span: Span,
    },
    /// The value of a merge key (`<<`) is neither a mapping nor a list of mappings.
    #[error("yaml: map merge requires map or sequence of maps as the value")]
    InvalidMerge {
        /// The value.
        span: Span,
    },
    /// A list or mapping is used as a key.
    #[error("yaml: invalid map key: {key}")]
    InvalidMapKey {
        /// The key as Go syntax.
        key: String,
        /// The key.
        span: Span,
    },
    /// Keys occur twice in a mapping (strict reading only).
    #[error("yaml: unmarshal errors:{}", DuplicateLines(keys))]
    DuplicateKeys {
        /// The repeated keys, in the order of the text.
        keys: Vec<DuplicateKey>,
    },
    /// A key has no string form in JSON (null, or an integer above the signed range).
    #[error("unsupported map key of type: {key_type}, key: {key}, value: {value}")]
    UnsupportedKey {
        /// Go's name of the key's type.
        key_type: &'static str,
        /// The key as Go syntax.
        key: String,
        /// The value as Go syntax.
        value: String,
        /// The key.
        span: Span,
    },
    /// A number has no JSON form (infinities, not a number).
    #[error("json: unsupported value: {value}")]
    UnsupportedNumber {
        /// The number as Go prints it.
        value: &'static str,
        /// The scalar.
        span: Span,
    },
    /// The document is not of the kind that the caller asked for.
    #[error("json: cannot unmarshal {found} into Go {target}")]
    Mismatch {
        /// What the document holds: `array`, `object`, `string`, `number` or `bool`.
        found: &'static str,
        /// Go's name of the place that should take it.
        target: Cow<'static, str>,
    },
    /// Text follows a document separator on the same line.
    #[error("invalid Yaml document separator: {text}")]
    Separator {
        /// The text.
        text: String,
        /// The line.
        span: Span,
    },
    /// The document is nested deeper than a tree may be.
    #[error("yaml: document is nested deeper than {limit} levels")]
    TooDeep {
        /// [`MAX_DEPTH`](crate::MAX_DEPTH).
        limit: usize,
        /// The first node that is too deep.
        span: Span,
    },
    /// The text is longer than a text may be.
    #[error("yaml: document is larger than {limit} bytes")]
    TooLarge {
        /// [`MAX_TEXT`](crate::MAX_TEXT).
        limit: usize,
    },
}

impl Error {
    /// Where the problem is, when it has a place.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Syntax { span, .. }
            | Self::UnknownAnchor { span, .. }
            | Self::RecursiveAnchor { span, .. }
            | Self::ExcessiveAliasing { span }
            | Self::TagMismatch { span, .. }
            | Self::InvalidBinary { span }
            | Self::InvalidMerge { span }
            | Self::InvalidMapKey { span, .. }
            | Self::UnsupportedKey { span, .. }
            | Self::UnsupportedNumber { span, .. }
            | Self::Separator { span, .. }
            | Self::TooDeep { span, .. } => Some(*span),
            Self::DuplicateKeys { keys } => keys.first().map(|key| key.span),
            Self::Mismatch { .. } | Self::TooLarge { .. } => None,
        }
    }

    /// The message as `Unmarshal` of `sigs.k8s.io/yaml` words it: with the step that failed in front.
    pub fn unmarshal_message(&self) -> String {
        match self {
            Self::Mismatch { .. } => {
                format!("error unmarshaling JSON: while decoding JSON: {self}")
            }
            Self::Separator { .. } => self.to_string(),
            _ => format!("error converting YAML to JSON: {self}"),
        }
    }
}

/// `line N: `, or nothing for line 0.
struct LinePrefix(u32);

impl fmt::Display for LinePrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            line => write!(f, "line {line}: "),
        }
    }
}

struct DuplicateLines<'a>(&'a [DuplicateKey]);

impl fmt::Display for DuplicateLines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for DuplicateKey { line, key, .. } in self.0 {
            write!(f, "\n  line {line}: key {key} already set in map")?;
        }
        Ok(())
    }
}

/// The result inside the crate: the error is boxed to keep the good path small.
pub(crate) type Outcome<T> = Result<T, Box<Error>>;
