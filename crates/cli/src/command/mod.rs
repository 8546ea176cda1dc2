//! Commands and flags, as data, with one reader for all of them.
//!
//! The rules are those of the libraries Helm's command line is built with (cobra and pflag), because scripts depend on
//! them: flags stand anywhere, the errors have fixed texts, help has a fixed layout, and shells ask for completions by a
//! fixed protocol. A command is a [`Command`] constant; a command line becomes an [`Invocation`] or one of
//! [`Outcome`]'s other cases.

mod complete;
mod csv;
mod dispatch;
mod duration;
mod error;
mod flag;
mod flags;
mod help;
mod number;
mod parse;
mod path;
mod spec;
mod value;

pub use complete::{CompletionRequest, Directive};
pub use dispatch::{Invocation, Outcome, Reader, Reading};
pub use error::{FlagError, UsageError};
pub use flag::{Candidates, Flag, FlagCompleter, FlagDefault, FlagKind};
pub use flags::Flags;
pub use path::Path;
pub use spec::{Command, OperandCompleter, Operands, Run};

pub(crate) use complete::no_more_operands;
pub(crate) use csv::write_record;
pub(crate) use dispatch::{complete_topic, help_topic};
pub(crate) use number::{parse_bool, parse_float32};

use crate::persona::Persona;
use flags::Entry;

/// `text` in double quotes with Go's escapes, as error messages and help show it.
pub(crate) fn quote(text: &str) -> String {
    steersman_value::fmt::quote(text.as_bytes())
}
