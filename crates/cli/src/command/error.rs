//! What can be wrong with a command line.

use steersman_value::fmt::quote_char;

use super::quote;

/// A flag that cannot be read. The texts are those scripts know from Helm.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FlagError {
    /// No flag has this long name.
    #[error("unknown flag: --{name}")]
    Unknown {
        /// The name, without dashes.
        name: String,
    },
    /// No flag has this letter.
    #[error("unknown shorthand flag: {} in -{group}", quote_char(*letter))]
    UnknownShort {
        /// The letter.
        letter: char,
        /// The letters it stands in.
        group: String,
    },
    /// The value is missing.
    #[error("flag needs an argument: --{name}")]
    NeedsValue {
        /// The name, without dashes.
        name: String,
    },
    /// The value is missing after a letter.
    #[error("flag needs an argument: {} in -{group}", quote_char(*letter))]
    NeedsValueShort {
        /// The letter.
        letter: char,
        /// The letters it stands in.
        group: String,
    },
    /// Dashes with no name.
    #[error("bad flag syntax: {text}")]
    Syntax {
        /// The whole word.
        text: String,
    },
    /// The value cannot be read.
    #[error("invalid argument {} for {} flag: {cause}", quote(value), quote(flag))]
    InvalidValue {
        /// Short and long name with their dashes.
        flag: String,
        /// The text that cannot be read.
        value: String,
        /// Why.
        cause: String,
    },
    /// Flags that exclude each other were given together.
    #[error(
        "if any flags in the group [{group}] are set none of the others can be; [{set}] were all set"
    )]
    Exclusive {
        /// The group, as it is defined.
        group: String,
        /// Those of it that were given, sorted.
        set: String,
    },
}

/// A command line that asks for nothing the program can do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UsageError {
    /// A request of a completion script without any words.
    #[error("requires at least 1 arg(s), only received 0")]
    NothingToComplete,
    /// The first word is no command.
    #[error("unknown command {} for {}{suggestions}", quote(word), quote(program))]
    UnknownCommand {
        /// The word.
        word: String,
        /// The program.
        program: String,
        /// What the user may have meant, or what to use today.
        suggestions: String,
    },
    /// A bad flag.
    #[error(transparent)]
    Flag(#[from] FlagError),
    /// Too many or too few operands.
    #[error("{} {rule}\n\nUsage:  {usage}", quote(command))]
    Operands {
        /// The command with its parents.
        command: String,
        /// What it requires or accepts.
        rule: String,
        /// Its line of usage.
        usage: String,
    },
}
