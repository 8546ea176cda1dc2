//! How a run ends when it does not succeed.

use steersman_diag::Diagnostic;

use crate::command::{FlagError, UsageError};

/// What kind of failure it is, which decides how it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// Shown as `Error: MESSAGE`.
    Failure,
    /// An unknown command: `Error: MESSAGE`, then where to read more.
    UnknownCommand,
    /// Shown as a failure; the exit code is that of the program that failed.
    Exit(u8),
    /// Shown as a line of the log and nothing else.
    Logged,
    /// As a failure, with the exit code of a program that a signal ended.
    Interrupted(u8),
    /// Standard output was closed by its reader: nobody is left to tell.
    BrokenPipe,
    /// Nothing failed: the exit code says that there are changes to make.
    Changes,
}

/// A failed run: what scripts see of it, and what helps people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CliError {
    /// The kind.
    pub kind: ErrorKind,
    /// The message as Helm words it, causes included. Several lines are possible.
    pub message: String,
    /// The findings behind it, with their places in files.
    pub diagnostics: Vec<Diagnostic>,
    /// Advice for people.
    pub hints: Vec<String>,
    /// Advice that is always shown: what to use in place of a word that was retired.
    pub advice: Option<String>,
}

impl CliError {
    /// A failure with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            kind: ErrorKind::Failure,
            message: message.into(),
            diagnostics: Vec::new(),
            hints: Vec::new(),
            advice: None,
        }
    }

    /// A failure with the message of an error and of its causes, in one line.
    pub fn from_error(error: &(dyn std::error::Error + 'static)) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            message.push_str(": ");
            message.push_str(&error.to_string());
            cause = error.source();
        }
        Self::new(message)
    }

    /// A failure that is only logged.
    pub fn logged(line: impl Into<String>) -> Self {
        Self {
            kind: ErrorKind::Logged,
            ..Self::new(line)
        }
    }

    /// With one more piece of advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// With these findings.
    #[must_use]
    pub fn diagnosed(mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) -> Self {
        self.diagnostics.extend(diagnostics);
        self
    }

    /// The exit code.
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            // What a shell reports of a program that a closed pipe ended.
            ErrorKind::BrokenPipe => 141,
            ErrorKind::Exit(code) | ErrorKind::Interrupted(code) => code,
            ErrorKind::Changes => 2,
            _ => 1,
        }
    }
}

impl From<UsageError> for CliError {
    fn from(error: UsageError) -> Self {
        let kind = match error {
            UsageError::UnknownCommand { .. } => ErrorKind::UnknownCommand,
            _ => ErrorKind::Failure,
        };
        Self {
            kind,
            ..Self::new(error.to_string())
        }
    }
}

impl From<FlagError> for CliError {
    fn from(error: FlagError) -> Self {
        UsageError::from(error).into()
    }
}

impl From<std::io::Error> for CliError {
    fn from(error: std::io::Error) -> Self {
        Self::new(error.to_string())
    }
}
