use std::error::Error;
use std::fmt;

use steersman_value::fmt::quote;
use steersman_value::{CallError, Str};

use crate::LimitError;

/// Why a template could not be executed to its end. Displays as the one line Go prints, causes included.
///
/// A template run by a function (`include`) fails inside the call: [`ExecError::chain`] walks from the outermost
/// error to the innermost.
#[derive(Debug)]
pub struct ExecError(Box<Parts>);

/// The parts of an error, behind a pointer because results are passed around often.
#[derive(Debug)]
struct Parts {
    frame: Option<Frame>,
    cause: Cause,
}

/// Where execution was when it failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The name of the text that holds the node.
    pub file: Str,
    /// That text.
    pub text: Str,
    /// The line, from one.
    pub line: u32,
    /// The column in bytes, from zero, as Go prints it.
    pub column: u32,
    /// The offset in bytes.
    pub offset: u32,
    /// The name of the template being executed.
    pub template: Str,
    /// The node, in normal spelling.
    pub context: Str,
}

impl Frame {
    /// The position as Go prints it: `FILE:LINE:COLUMN`.
    pub fn location(&self) -> String {
        format!("{}:{}:{}", self.file.to_text(), self.line, self.column)
    }
}

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum Cause {
    /// An error of the language itself, in Go's words.
    Message(String),
    /// A function or method failed.
    Call {
        /// Its name.
        function: String,
        /// How it failed.
        error: CallError,
    },
    /// There is no such template.
    NoTemplate {
        /// The name asked for.
        name: Str,
        /// The name of the template set.
        set: Str,
    },
    /// A limit was reached.
    Limit(LimitError),
}

impl ExecError {
    pub(crate) fn new(frame: Option<Frame>, cause: Cause) -> Self {
        Self(Box::new(Parts { frame, cause }))
    }

    /// Where execution was; nothing when no template had been entered.
    pub fn frame(&self) -> Option<&Frame> {
        self.0.frame.as_ref()
    }

    /// What went wrong.
    pub fn cause(&self) -> &Cause {
        &self.0.cause
    }

    /// This error and the template errors inside it, outermost first.
    pub fn chain(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |error| error.inner())
    }

    /// The text of the author, when a template refused to go on ([`CallError::Raised`]).
    pub fn raised(&self) -> Option<&str> {
        self.chain().find_map(|error| match &error.0.cause {
            Cause::Call {
                error: CallError::Raised(text),
                ..
            } => Some(text.as_str()),
            _ => None,
        })
    }

    /// The limit that was reached, when one was.
    pub fn limit(&self) -> Option<LimitError> {
        self.chain().find_map(|error| match &error.0.cause {
            Cause::Limit(limit) => Some(*limit),
            _ => None,
        })
    }

    /// Whether every link of the chain of causes is an error of a template, none one of a native function.
    pub fn is_template_only(&self) -> bool {
        self.chain().all(|error| match &error.0.cause {
            Cause::Message(_) | Cause::NoTemplate { .. } | Cause::Limit(_) => true,
            Cause::Call {
                error: CallError::Nested(text, source),
                ..
            } => text.is_empty() && source.is::<Self>(),
            Cause::Call { .. } => false,
        })
    }

    /// What this error itself says, without the position and without the error inside.
    pub fn message(&self) -> String {
        match &self.0.cause {
            Cause::Call {
                function,
                error: CallError::Nested(text, _),
            } => {
                format!("error calling {function}: {text}")
            }
            cause => cause.to_string(),
        }
    }

    /// The template error inside this one.
    fn inner(&self) -> Option<&Self> {
        let Cause::Call {
            error: CallError::Nested(_, source),
            ..
        } = &self.0.cause
        else {
            return None;
        };
        source.downcast_ref()
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(text) => f.write_str(text),
            Self::Call { function, error } => write!(f, "error calling {function}: {error}"),
            Self::NoTemplate { name, set } => {
                write!(
                    f,
                    "template: no template {} associated with template {}",
                    quote(name),
                    quote(set)
                )
            }
            Self::Limit(limit) => limit.fmt(f),
        }
    }
}

impl fmt::Display for ExecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(frame) = &self.0.frame {
            let (location, template) = (frame.location(), quote(&frame.template));
            write!(
                f,
                "template: {location}: executing {template} at <{}>: ",
                frame.context.to_text()
            )?;
        }
        self.0.cause.fmt(f)
    }
}

impl Error for ExecError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0.cause {
            Cause::Call { error, .. } => error.source(),
            _ => None,
        }
    }
}
