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
mod page;
mod parse;
mod path;
mod quote;
mod spec;
mod value;

pub use complete::{CompletionRequest, Directive};
pub use dispatch::{Invocation, Outcome, Reader, Reading};
pub use error::{FlagError, UsageError};
pub use flag::{Candidates, Flag, FlagCompleter, FlagDefault, FlagKind};
pub use flags::Flags;
pub use page::{Page, pages};
pub use path::Path;
pub use spec::{Command, OperandCompleter, Operands, Run};

pub(crate) use complete::no_more_operands;
pub(crate) use csv::write_record;
pub(crate) use dispatch::{complete_topic, help_topic, read_global};
pub(crate) use number::{parse_bool, parse_float32};
pub(crate) use quote::quote;

use crate::persona::Persona;
use flags::Entry;
