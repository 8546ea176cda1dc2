//! Finding the command a command line means.

use super::{Command, Flags, UsageError};
use crate::persona::Persona;

/// A command with its parents, from the root of the program down.
#[derive(Debug, Clone)]
pub struct Path {
    commands: Vec<&'static Command>,
    persona: Persona,
}

impl Path {
    /// The root of the program.
    pub(super) fn root(root: &'static Command, persona: Persona) -> Self {
        Self {
            commands: vec![root],
            persona,
        }
    }

    /// The command itself.
    pub fn command(&self) -> &'static Command {
        self.commands.last().expect("a path starts with the root")
    }

    pub(crate) fn root_command(&self) -> &'static Command {
        self.commands[0]
    }

    /// The name the program goes by.
    pub fn persona(&self) -> Persona {
        self.persona
    }

    pub(super) fn is_root(&self) -> bool {
        self.commands.len() == 1
    }

    /// The command above.
    pub(super) fn parent(&self) -> Option<Self> {
        let (_, parents) = self.commands.split_last()?;
        (!parents.is_empty()).then(|| Self {
            commands: parents.to_vec(),
            persona: self.persona,
        })
    }

    pub(super) fn push(&mut self, command: &'static Command) {
        self.commands.push(command);
    }

    /// The words that call the command: program, parents, name.
    pub fn words(&self) -> String {
        let mut words = self.persona.program().to_owned();
        for command in &self.commands[1..] {
            words.push(' ');
            words.push_str(command.name());
        }
        words
    }

    /// The line of usage.
    pub(super) fn usage_line(&self) -> String {
        let mut line = self.words();
        if !self.is_root() {
            line.push_str(&self.command().usage[self.command().name().len()..]);
        }
        line.push_str(" [flags]");
        line
    }

    /// The flags the command accepts, without `--help`.
    pub(super) fn flags(&self) -> Flags {
        let (command, parents) = self
            .commands
            .split_last()
            .expect("a path starts with the root");
        Flags::new(
            command.local_flags(self.persona),
            parents
                .iter()
                .rev()
                .flat_map(|parent| parent.persistent_flags(self.persona)),
        )
    }
}

/// Goes down from the root as far as the words of `arguments` name commands. Answers with the arguments that are left.
///
/// # Errors
/// [`UsageError::UnknownCommand`] when the first word is none.
pub(super) fn find_command(
    root: &'static Command,
    persona: Persona,
    arguments: &[String],
) -> Result<(Path, Vec<String>), UsageError> {
    let mut path = Path::root(root, persona);
    let mut rest = arguments.to_vec();
    loop {
        let flags = path.flags();
        let Some(at) = first_word(&flags, &rest) else {
            return Ok((path, rest));
        };
        let word = &rest[at];
        let children = path.command().subcommands(persona);
        match children.into_iter().find(|child| child.answers_to(word)) {
            Some(child) => {
                path.push(child);
                rest.remove(at);
            }
            None if path.is_root() => {
                return Err(UsageError::UnknownCommand {
                    word: word.clone(),
                    program: persona.program().into(),
                    suggestions: suggest(root, persona, word),
                });
            }
            None => return Ok((path, rest)),
        }
    }
}

/// The place of the first word of `arguments` that the root does not take for a flag or its value.
pub(super) fn first_operand(
    root: &'static Command,
    persona: Persona,
    arguments: &[String],
) -> Option<usize> {
    first_word(&Path::root(root, persona).flags(), arguments)
}

/// The place of the first word that is neither a flag nor the value of one.
fn first_word(flags: &Flags, arguments: &[String]) -> Option<usize> {
    let mut at = 0;
    while at < arguments.len() {
        let word = arguments[at].as_str();
        if word == "--" {
            return None;
        }
        if takes_next(flags, word) {
            at += 1;
        } else if !word.is_empty() && !word.starts_with('-') {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Whether the word after this flag is its value.
fn takes_next(flags: &Flags, word: &str) -> bool {
    if word.contains('=') {
        return false;
    }
    let position = match word.strip_prefix("--") {
        Some(name) => flags.position(name),
        None => match word.strip_prefix('-').map(|letters| letters.chars()) {
            Some(mut letters) => match (letters.next(), letters.next()) {
                (Some(letter), None) => flags.position_short(letter),
                _ => return false,
            },
            None => return false,
        },
    };
    position.is_none_or(|position| flags.flag(position).bare.is_none())
}

/// The greatest number of edits between a word and the command it may mean.
const NEAR: usize = 2;

/// What to say after an unknown command: what its old name is now, or commands with a name like it.
fn suggest(root: &Command, persona: Persona, word: &str) -> String {
    let lower = word.to_lowercase();
    let mut out = String::new();
    for child in root.listed(persona) {
        let near = distance(&lower, child.name()) <= NEAR || child.name().starts_with(&lower);
        if near {
            out.push('\t');
            out.push_str(child.name());
            out.push('\n');
        }
    }
    if out.is_empty() {
        out
    } else {
        format!("\n\nDid you mean this?\n{out}")
    }
}

/// The number of bytes to insert, remove or replace to get from one word to the other.
pub(crate) fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=from.len()).collect();
    for (j, b) in to.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = j + 1;
        for (i, a) in from.bytes().enumerate() {
            let above = row[i + 1];
            row[i + 1] = if a == b {
                diagonal
            } else {
                1 + diagonal.min(above).min(row[i])
            };
            diagonal = above;
        }
    }
    row[from.len()]
}
