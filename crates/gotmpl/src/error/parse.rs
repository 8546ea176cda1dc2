use std::fmt;

use steersman_value::Str;

/// Why a text is not a template. Displays as Go words it: `template: NAME:LINE: MESSAGE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The name the text was parsed under.
    pub name: Str,
    /// The line of the last token that was read, from one.
    pub line: u32,
    /// Where that token starts, in bytes.
    pub offset: u32,
    /// What is wrong.
    pub message: String,
    /// The text that was parsed.
    pub text: Str,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "template: {}:{}: {}",
            self.name.to_text(),
            self.line,
            self.message
        )
    }
}

impl std::error::Error for ParseError {}
