//! From a command line to what it asks for.

use steersman_diag::nearest;

use super::complete::{COMPLETE, COMPLETE_BARE, Completer};
use super::help::{HELP, flags_with_help, help_text, unknown_topic, usage_text};
use super::parse::{Unknown, parse_flags};
use super::path::{find_command, first_operand};
use super::{Candidates, Command, CompletionRequest, Directive};
use super::{FlagError, Flags, Path, Persona, UsageError};
use crate::environment::Environment;
use crate::settings::Settings;

/// A command with its flags and operands, checked against its definition.
#[derive(Debug)]
pub struct Invocation {
    /// The command.
    pub path: Path,
    /// Its flags and operands.
    pub flags: Flags,
}

impl Invocation {
    /// The operands.
    pub fn operands(&self) -> &[String] {
        self.flags.operands()
    }
}

/// What a command line asks for.
#[derive(Debug)]
pub enum Outcome {
    /// To run a command.
    Run(Box<Invocation>),
    /// To print these texts.
    Print {
        /// For standard output.
        stdout: String,
        /// For standard error.
        stderr: String,
        /// The words that call a group of commands, and an operand that is none of them.
        stranger: Option<(String, String)>,
    },
    /// Nothing the program can do.
    Refuse {
        /// The name of the command that was found, nothing for the program itself.
        command: &'static str,
        /// What is wrong.
        error: UsageError,
        /// The flag that was probably meant.
        meant: Option<&'static str>,
    },
}

/// A command line that was read.
#[derive(Debug)]
pub struct Reading {
    /// Warnings for the log.
    pub warnings: Vec<&'static str>,
    /// Notices of deprecated flags.
    pub notices: Vec<String>,
    /// Whether it names a command to run (or to complete), rightly or not, and does not just ask for help.
    pub runs: bool,
    /// What it asks for.
    pub outcome: Outcome,
}

/// Reads command lines against a tree of commands.
#[derive(Debug)]
pub struct Reader<'a> {
    /// The root of the tree.
    pub root: &'static Command,
    /// The name the program goes by.
    pub persona: Persona,
    /// The settings of the environment, which are defaults of flags.
    pub defaults: &'a Settings,
    /// The environment.
    pub environment: &'a Environment,
}

impl Reader<'_> {
    /// The flags of the root alone, read from anywhere in the command line; what is not among them is passed over.
    pub fn global_flags(&self, arguments: &[String]) -> Flags {
        let mut flags = Path::root(self.root, self.persona).flags();
        // Whatever is wrong here is found again, and reported, when the whole command line is read.
        let _reported_later = parse_flags(&mut flags, arguments, Unknown::Skip);
        flags
    }

    /// Reads a command line, without the name of the program. `settings` are those that completers see.
    pub fn read(&self, arguments: &[String], settings: &Settings) -> Reading {
        if let Some(outcome) = self.completion(arguments, settings) {
            return Reading {
                warnings: Vec::new(),
                notices: Vec::new(),
                runs: true,
                outcome,
            };
        }
        match find_command(self.root, self.persona, arguments) {
            Ok((path, rest)) => self.read_command(path, &rest),
            Err(error) => Reading {
                warnings: Vec::new(),
                notices: Vec::new(),
                runs: false,
                outcome: Outcome::Refuse {
                    command: "",
                    error,
                    meant: None,
                },
            },
        }
    }

    fn read_command(&self, path: Path, rest: &[String]) -> Reading {
        if path.command().takes_flags {
            let mut flags = path.flags();
            flags.set_operands(rest.to_vec());
            return Reading {
                warnings: Vec::new(),
                notices: Vec::new(),
                runs: true,
                outcome: Outcome::Run(Box::new(Invocation { path, flags })),
            };
        }
        let mut flags = flags_with_help(&path);
        let parsed = parse_flags(&mut flags, rest, Unknown::Refuse);
        let (warnings, notices) = flags.take_remarks();
        if let Err(error) = parsed {
            // A command line that cannot be read is refused without further notice.
            return Reading {
                warnings,
                notices: Vec::new(),
                runs: false,
                outcome: refuse_flag(&path, error, &flags),
            };
        }
        Reading {
            warnings,
            notices,
            runs: !flags.switch(HELP) && path.command().run.is_some(),
            outcome: self.judge(path, flags),
        }
    }

    fn judge(&self, path: Path, flags: Flags) -> Outcome {
        let command = path.command();
        if flags.switch(HELP) || command.run.is_none() {
            let stranger = flags.operands().first().filter(|_| command.run.is_none());
            return Outcome::Print {
                stdout: help_text(&path, &flags, self.defaults),
                stderr: String::new(),
                stranger: stranger.map(|stranger| (path.words(), stranger.clone())),
            };
        }
        if let Some(rule) = command.operands.refuse(flags.operands().len()) {
            let error = UsageError::Operands {
                command: path.words(),
                rule,
                usage: path.usage_line(),
            };
            return refuse(&path, error);
        }
        if let Some(error) = flags.excluded_group(command.exclusive) {
            return refuse(&path, error.into());
        }
        Outcome::Run(Box::new(Invocation { path, flags }))
    }

    /// Whether the command line is a request of a completion script.
    pub fn is_completion(&self, arguments: &[String]) -> bool {
        self.begins_with(&[COMPLETE, COMPLETE_BARE], arguments)
            .is_some()
    }

    /// Whether the command line asks for help by the command of that name.
    pub(crate) fn is_help(&self, arguments: &[String]) -> bool {
        self.begins_with(&[HELP], arguments).is_some()
    }

    /// Where the first word that is no flag stands, when it is one of `words`.
    fn begins_with(&self, words: &[&str], arguments: &[String]) -> Option<usize> {
        let is_one = |argument: &String| words.contains(&argument.as_str());
        // Most command lines have none of them anywhere.
        if !arguments.iter().any(is_one) {
            return None;
        }
        first_operand(self.root, self.persona, arguments).filter(|at| is_one(&arguments[*at]))
    }

    /// The answer to a request of a completion script, when the command line is one.
    fn completion(&self, arguments: &[String], settings: &Settings) -> Option<Outcome> {
        let at = self.begins_with(&[COMPLETE, COMPLETE_BARE], arguments)?;
        let descriptions = arguments[at] == COMPLETE;
        let mut words = arguments.to_vec();
        words.remove(at);
        if words.is_empty() {
            let error = UsageError::NothingToComplete;
            return Some(Outcome::Refuse {
                command: "",
                error,
                meant: None,
            });
        }
        let completer = Completer {
            root: self.root,
            persona: self.persona,
            settings,
            environment: self.environment,
        };
        let answer = completer.answer(&words, descriptions);
        Some(Outcome::Print {
            stdout: answer.stdout,
            stderr: answer.stderr,
            stranger: None,
        })
    }
}

/// Reads flags of the root.
///
/// # Errors
/// The first flag that cannot be read.
pub(crate) fn read_global(
    root: &'static Command,
    persona: Persona,
    words: &[String],
) -> Result<Flags, FlagError> {
    let mut flags = Path::root(root, persona).flags();
    parse_flags(&mut flags, words, Unknown::Refuse)?;
    Ok(flags)
}

fn refuse(path: &Path, error: UsageError) -> Outcome {
    refuse_with(path, error, None)
}

/// A refusal that names the flag which was probably meant.
fn refuse_flag(path: &Path, error: FlagError, flags: &Flags) -> Outcome {
    let shown = flags.entries().iter().filter(|entry| !entry.flag.hidden);
    let meant = match &error {
        FlagError::Unknown { name } => nearest(name, shown.map(|entry| entry.flag.name)),
        _ => None,
    };
    refuse_with(path, error.into(), meant)
}

fn refuse_with(path: &Path, error: UsageError, meant: Option<&'static str>) -> Outcome {
    let command = if path.is_root() {
        ""
    } else {
        path.command().name()
    };
    Outcome::Refuse {
        command,
        error,
        meant,
    }
}

/// The texts of `help WORDS` for standard output and standard error.
pub(crate) fn help_topic(
    root: &'static Command,
    persona: Persona,
    words: &[String],
    defaults: &Settings,
) -> (String, String) {
    if let Ok((path, _)) = find_command(root, persona, words) {
        let text = help_text(&path, &flags_with_help(&path), defaults);
        return (text, String::new());
    }
    let path = Path::root(root, persona);
    let usage = usage_text(&path, &flags_with_help(&path), defaults);
    (String::new(), unknown_topic(words) + &usage)
}

/// Completes the words of `help`.
pub(crate) fn complete_topic(request: &CompletionRequest<'_>) -> Candidates {
    let root = request.path.root_command();
    let persona = request.path.persona();
    let Ok((path, _)) = find_command(root, persona, request.operands) else {
        return (Vec::new(), Directive::NO_FILES);
    };
    let candidates = path
        .command()
        .listed(persona)
        .filter(|child| child.name().starts_with(request.word))
        .map(|child| format!("{}\t{}", child.name(), persona.fill(child.short)))
        .collect();
    (candidates, Directive::NO_FILES)
}
