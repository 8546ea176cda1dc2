use std::fmt;

use steersman_diag::Diagnostic;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Against a convention.
    Warning,
    /// The chart will not work.
    Error,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Info => "INFO",
            Self::Warning => "WARNING",
            Self::Error => "ERROR",
        })
    }
}

/// A finding of a rule. Displays as Helm prints it: `[LEVEL] PATH: TEXT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// How bad it is.
    pub level: Level,
    /// The file or folder it is about.
    pub path: String,
    /// What was found.
    pub text: String,
    /// The finding with its place, where there is one.
    pub diagnostic: Option<Box<Diagnostic>>,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}: {}", self.level, self.path, self.text)
    }
}
