//! What a command is, as data.

use super::{Candidates, CompletionRequest, Flag, Invocation};
use crate::context::Context;
use crate::error::CliError;
use crate::persona::Persona;

/// How many operands a command takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operands {
    /// Any number.
    Any,
    /// None.
    None,
    /// This many.
    Exactly(usize),
    /// This many or fewer.
    AtMost(usize),
    /// This many or more.
    AtLeast(usize),
}

impl Operands {
    /// What is wrong with `count` operands, in words that follow the name of the command.
    pub(super) fn refuse(self, count: usize) -> Option<String> {
        let plural = |n: usize| if n == 1 { "argument" } else { "arguments" };
        match self {
            Self::None if count > 0 => Some("accepts no arguments".into()),
            Self::Exactly(n) if count != n => Some(format!("requires {n} {}", plural(n))),
            Self::AtMost(n) if count > n => Some(format!("accepts at most {n} {}", plural(n))),
            Self::AtLeast(n) if count < n => Some(format!("requires at least {n} {}", plural(n))),
            _ => None,
        }
    }
}

/// Does what a command is for.
pub type Run = fn(&mut Context<'_>, &Invocation) -> Result<(), CliError>;

/// Completes the operands of a command.
pub type OperandCompleter = fn(&CompletionRequest<'_>) -> Candidates;

/// One command: everything the program knows about it is here.
#[derive(Debug, Clone, Copy)]
pub struct Command {
    /// The name, and after it what the line of usage says of operands.
    pub usage: &'static str,
    /// Other names.
    pub aliases: &'static [&'static str],
    /// One line for the list of commands.
    pub short: &'static str,
    /// What help says first. `{program}` and `{product}` stand for the names the program goes by.
    pub long: &'static str,
    /// Its flags, in groups that commands share.
    pub flags: &'static [&'static [Flag]],
    /// Flags that its subcommands have too.
    pub persistent: &'static [&'static [Flag]],
    /// Groups of flags that exclude each other.
    pub exclusive: &'static [&'static [&'static str]],
    /// How many operands it takes.
    pub operands: Operands,
    /// Everything after its name is an operand, flags too.
    pub takes_flags: bool,
    /// Words it takes as operands, for completion.
    pub words: &'static [&'static str],
    /// Completes operands; without one the shell offers files.
    pub complete: Option<OperandCompleter>,
    /// Its subcommands, sorted by name.
    pub children: &'static [&'static Self],
    /// What it does; a command without it only has subcommands.
    pub run: Option<Run>,
    /// Left out of help, completion and suggestions.
    pub hidden: bool,
    /// Exists only when the program goes by its own name.
    pub own: bool,
}

impl Command {
    /// A command with nothing but a name and texts, to be filled in with the update syntax.
    pub const fn new(usage: &'static str, short: &'static str, long: &'static str) -> Self {
        Self {
            usage,
            aliases: &[],
            short,
            long,
            flags: &[],
            persistent: &[],
            exclusive: &[],
            operands: Operands::Any,
            takes_flags: false,
            words: &[],
            complete: None,
            children: &[],
            run: None,
            hidden: false,
            own: false,
        }
    }

    /// The name: the first word of the line of usage.
    pub fn name(&self) -> &'static str {
        self.usage
            .split_once(' ')
            .map_or(self.usage, |(name, _)| name)
    }

    /// Whether `word` is the name or an alias.
    pub(super) fn answers_to(&self, word: &str) -> bool {
        self.name() == word || self.aliases.contains(&word)
    }

    /// The subcommands that exist under this name of the program.
    pub(super) fn subcommands(
        &self,
        persona: Persona,
    ) -> impl Iterator<Item = &'static Self> + use<> {
        self.children
            .iter()
            .copied()
            .filter(move |child| !child.own || persona == Persona::Steer)
    }

    /// The subcommands that help and completion list.
    pub(super) fn listed(&self, persona: Persona) -> impl Iterator<Item = &'static Self> + use<> {
        self.subcommands(persona).filter(|child| !child.hidden)
    }

    /// Its flags that are not inherited, under this name of the program.
    pub(super) fn local_flags(&self, persona: Persona) -> impl Iterator<Item = &'static Flag> {
        in_groups(self.flags, persona).chain(self.persistent_flags(persona))
    }

    /// Its flags that subcommands inherit, under this name of the program.
    pub(super) fn persistent_flags(
        &self,
        persona: Persona,
    ) -> impl Iterator<Item = &'static Flag> + use<> {
        in_groups(self.persistent, persona)
    }
}

fn in_groups(
    groups: &'static [&'static [Flag]],
    persona: Persona,
) -> impl Iterator<Item = &'static Flag> {
    groups
        .iter()
        .flat_map(|group| group.iter())
        .filter(move |flag| !flag.own || persona == Persona::Steer)
}
