use std::fmt;

use steersman_value::Str;

use super::Flag;
use crate::DocumentError;
use crate::load::values_prefix;
use crate::set::SetError;

/// The user's values cannot be read. The messages are Helm's and complete.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ValuesError {
    /// A values file cannot be read.
    Read {
        /// Its name as it was given.
        name: String,
        /// The reader's text.
        cause: String,
    },
    /// A values file is not one.
    File {
        /// Its name as it was given.
        name: String,
        /// Whether Helm of the dialect speaks of documents.
        of_documents: bool,
        /// Why.
        problem: DocumentError,
        /// Its content, to show the place.
        text: Str,
    },
    /// The object given to `--set-json` is not JSON.
    JsonObject(String),
    /// The expression of a flag cannot be applied.
    Set {
        /// The flag.
        flag: Flag,
        /// What was given to it.
        expression: String,
        /// Why.
        error: SetError,
    },
}

impl fmt::Display for ValuesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { cause, .. } => f.write_str(cause),
            Self::File {
                name,
                of_documents,
                problem,
                ..
            } => {
                let prefix = if *of_documents {
                    values_prefix(problem)
                } else {
                    ""
                };
                write!(f, "failed to parse {name}: {prefix}{problem}")
            }
            Self::JsonObject(text) => write!(f, "failed parsing --set-json data JSON: {text}"),
            // Helm keeps the reason to itself here.
            Self::Set {
                flag: Flag::SetJson,
                expression,
                ..
            } => {
                write!(f, "failed parsing --set-json data {expression}")
            }
            Self::Set { flag, error, .. } => {
                write!(f, "failed parsing {} data: {error}", flag.name())
            }
        }
    }
}

impl std::error::Error for ValuesError {}
