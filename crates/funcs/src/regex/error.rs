use std::fmt;

/// Why a pattern was refused, with the part at fault, as Go's `regexp/syntax` words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) kind: ErrorKind,
    pub(super) part: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ErrorKind {
    CharRange,
    Escape,
    NamedCapture,
    PerlOperator,
    RepeatOperator,
    RepeatSize,
    Utf8,
    MissingBracket,
    MissingParen,
    MissingRepeatArgument,
    TrailingBackslash,
    UnexpectedParen,
    NestingDepth,
    Large,
}

impl SyntaxError {
    pub(super) fn new(kind: ErrorKind, part: &[u8]) -> Self {
        Self {
            kind,
            part: String::from_utf8_lossy(part).into_owned(),
        }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = match self.kind {
            ErrorKind::CharRange => "invalid character class range",
            ErrorKind::Escape => "invalid escape sequence",
            ErrorKind::NamedCapture => "invalid named capture",
            ErrorKind::PerlOperator => "invalid or unsupported Perl syntax",
            ErrorKind::RepeatOperator => "invalid nested repetition operator",
            ErrorKind::RepeatSize => "invalid repeat count",
            ErrorKind::Utf8 => "invalid UTF-8",
            ErrorKind::MissingBracket => "missing closing ]",
            ErrorKind::MissingParen => "missing closing )",
            ErrorKind::MissingRepeatArgument => "missing argument to repetition operator",
            ErrorKind::TrailingBackslash => "trailing backslash at end of expression",
            ErrorKind::UnexpectedParen => "unexpected )",
            ErrorKind::NestingDepth => "expression nests too deeply",
            ErrorKind::Large => "expression too large",
        };
        write!(f, "error parsing regexp: {reason}: `{}`", self.part)
    }
}
