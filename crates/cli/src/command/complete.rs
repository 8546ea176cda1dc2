//! The protocol by which shells ask for completions.
//!
//! A script calls `PROGRAM __complete WORDS... LAST`. The answer is one candidate a line (`value`, or
//! `value TAB description`), then `:N` where `N` says what the shell does next. `__completeNoDesc` leaves out
//! descriptions.

use super::help::{flags_with_help, usage_of};
use super::parse::{Unknown, parse_flags};
use super::path::find_command;
use super::{Command, Flag, Flags, Path, Persona};
use crate::environment::Environment;
use crate::settings::Settings;

/// Asks for completions with descriptions.
pub(super) const COMPLETE: &str = "__complete";
/// Asks for completions without descriptions.
pub(super) const COMPLETE_BARE: &str = "__completeNoDesc";

/// A candidate that starts so is no candidate but a remark to show.
const REMARK: &str = "_activeHelp_ ";

/// What the shell does after it has read the candidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Directive(u8);

impl Directive {
    /// Offers files when there is no candidate.
    pub const DEFAULT: Self = Self(0);
    /// Nothing can be completed.
    pub const ERROR: Self = Self(1);
    /// Puts no space after the candidate.
    pub const NO_SPACE: Self = Self(2);
    /// Does not offer files.
    pub const NO_FILES: Self = Self(4);

    /// The directive of a number, as programs of plugins give it.
    pub(crate) const fn of(number: u8) -> Self {
        Self(number)
    }

    /// Both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn names(self) -> String {
        const NAMES: [(u8, &str); 3] = [(1, "Error"), (2, "NoSpace"), (4, "NoFileComp")];
        let names: Vec<_> = NAMES
            .iter()
            .filter(|(bit, _)| self.0 & bit != 0)
            .map(|(_, name)| format!("ShellCompDirective{name}"))
            .collect();
        if names.is_empty() {
            return "ShellCompDirectiveDefault".into();
        }
        names.join(", ")
    }
}

/// What a completer may look at.
#[derive(Debug)]
pub struct CompletionRequest<'a> {
    /// The command whose flag or operand is completed.
    pub path: &'a Path,
    /// Its flags.
    pub flags: &'a Flags,
    /// The operands before the one to complete.
    pub operands: &'a [String],
    /// What the user has typed of it.
    pub word: &'a str,
    /// The settings.
    pub settings: &'a Settings,
    /// The environment.
    pub environment: &'a Environment,
}

/// Says that the command takes no more operands.
pub(crate) fn no_more_operands() -> (Vec<String>, Directive) {
    let remark = "This command does not take any more arguments (but may accept flags).";
    (vec![format!("{REMARK}{remark}")], Directive::NO_FILES)
}

/// What goes to the two streams.
pub(super) struct Answer {
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// Where the words come from and what they mean.
pub(super) struct Completer<'a> {
    pub(super) root: &'static Command,
    pub(super) persona: Persona,
    pub(super) settings: &'a Settings,
    pub(super) environment: &'a Environment,
}

impl Completer<'_> {
    /// Answers a request: `words` are those after `__complete`, the last one is to be completed.
    pub(super) fn answer(&self, words: &[String], descriptions: bool) -> Answer {
        let mut stderr = String::new();
        let (candidates, directive) = match words.split_last() {
            Some((word, before)) => {
                self.candidates(before, word, &mut stderr)
                    .unwrap_or_else(|error| {
                        stderr += &["[Debug] [Error] ", &error, "\n"].concat();
                        (Vec::new(), Directive::DEFAULT)
                    })
            }
            None => (Vec::new(), Directive::DEFAULT),
        };
        let remarks = !self.environment.active_help_off(self.persona);
        let descriptions = descriptions && !self.environment.descriptions_off(self.persona);
        let mut stdout = String::new();
        for candidate in &candidates {
            if !remarks && candidate.starts_with(REMARK) {
                continue;
            }
            let line = candidate.lines().next().unwrap_or_default();
            let shown = match line.split_once('\t') {
                Some((value, _)) if !descriptions => value,
                _ => line,
            };
            stdout.push_str(shown.trim());
            stdout.push('\n');
        }
        stdout += &[":", &directive.0.to_string(), "\n"].concat();
        let names = directive.names();
        stderr += &["Completion ended with directive: ", &names, "\n"].concat();
        Answer { stdout, stderr }
    }

    fn candidates(
        &self,
        before: &[String],
        word: &str,
        stderr: &mut String,
    ) -> Result<(Vec<String>, Directive), String> {
        let (path, rest) = find_command(self.root, self.persona, before).map_err(|_| {
            let words = before.join(" ");
            format!("unable to find a command for arguments: [{words}]")
        })?;
        if path.command().takes_flags {
            return Ok(self.complete_plugin(&path, rest, word));
        }
        let mut flags = flags_with_help(&path);
        let target = find_target(&path, &flags, &rest, word);
        let (rest, flag, word) = match &target {
            Ok(Target::Value { flag, rest, word }) => (*rest, Some(*flag), *word),
            Ok(Target::Operand) | Err(_) => (&rest[..], None, word),
        };
        let ended = rest_has_end_of_flags(&flags, rest);
        parse_flags(&mut flags, rest, Unknown::Refuse).map_err(|error| {
            let words = rest.join(" ");
            format!("Error while parsing flags from args [{words}]: {error}")
        })?;
        for notice in flags.notices() {
            stderr.push_str(notice);
            stderr.push('\n');
        }
        if let (Err(error), false) = (&target, ended) {
            return Err(error.clone());
        }
        if flags.switch("help") {
            return Ok((Vec::new(), Directive::NO_FILES));
        }
        for group in path.command().exclusive {
            if group.iter().any(|name| flags.given(name)) {
                for name in *group {
                    flags.hide_excluded(name);
                }
            }
        }
        let flag = flag.filter(|_| !ended);
        Ok(self.complete_in(&path, &flags, flag, word, ended))
    }

    /// Completes a command whose flags are operands.
    fn complete_plugin(
        &self,
        path: &Path,
        operands: Vec<String>,
        word: &str,
    ) -> (Vec<String>, Directive) {
        let mut flags = path.flags();
        let words = path.command().words;
        let (mut candidates, mut directive) = (Vec::new(), Directive::DEFAULT);
        if word.starts_with('-') && !word.contains('=') {
            candidates = flag_names(path, &flags, word);
            directive = Directive::NO_FILES;
        } else if operands.is_empty() {
            let children: Vec<_> = path.command().listed(self.persona).collect();
            if !children.is_empty() || !words.is_empty() {
                directive = Directive::NO_FILES;
            }
            let fitting = children
                .iter()
                .filter(|child| child.name().starts_with(word));
            candidates.extend(fitting.map(|child| format!("{}\t{}", child.name(), child.short)));
            let fitting = words.iter().filter(|known| known.starts_with(word));
            candidates.extend(fitting.map(|known| (*known).to_owned()));
        }
        flags.set_operands(operands);
        // Whoever lists words has nothing else to offer.
        let complete = path.command().complete.filter(|_| words.is_empty());
        if let Some(complete) = complete {
            let (more, then) = complete(&CompletionRequest {
                path,
                flags: &flags,
                operands: flags.operands(),
                word,
                settings: self.settings,
                environment: self.environment,
            });
            candidates.extend(more);
            directive = then;
        }
        (candidates, directive)
    }

    fn complete_in(
        &self,
        path: &Path,
        flags: &Flags,
        flag: Option<Flag>,
        word: &str,
        ended: bool,
    ) -> (Vec<String>, Directive) {
        let request = CompletionRequest {
            path,
            flags,
            operands: flags.operands(),
            word,
            settings: self.settings,
            environment: self.environment,
        };
        if let Some(flag) = flag {
            return match flag.complete {
                Some(complete) => complete(&request),
                None => (Vec::new(), Directive::DEFAULT),
            };
        }
        if word.starts_with('-') && !word.contains('=') && !ended {
            return (flag_names(path, flags, word), Directive::NO_FILES);
        }
        let (mut candidates, mut directive) = (Vec::new(), Directive::DEFAULT);
        let own_given =
            |entry: &super::Entry| entry.changed() && !entry.inherited && !path.is_root();
        if flags.operands().is_empty() && !flags.entries().iter().any(own_given) {
            for child in path.command().listed(self.persona) {
                directive = Directive::NO_FILES;
                if child.name().starts_with(word) {
                    let short = self.persona.fill(child.short);
                    candidates.push(format!("{}\t{short}", child.name()));
                }
            }
        }
        if let Some(complete) = path.command().complete {
            let (more, then) = complete(&request);
            candidates.extend(more);
            directive = then;
        }
        (candidates, directive)
    }
}

/// What the word to complete is.
enum Target<'a> {
    /// The value of this flag; the words before it without the flag, and what is typed of the value.
    Value {
        flag: Flag,
        rest: &'a [String],
        word: &'a str,
    },
    /// A flag or an operand.
    Operand,
}

fn find_target<'a>(
    path: &Path,
    flags: &Flags,
    rest: &'a [String],
    word: &'a str,
) -> Result<Target<'a>, String> {
    let attached = word.starts_with('-').then(|| word.split_once('='));
    let (name, rest, word, attached) = match attached {
        Some(Some((name, value))) => (name, rest, value, true),
        Some(None) => return Ok(Target::Operand),
        None => match rest.split_last() {
            Some((last, before)) if is_flag(last) && !last.contains('=') => {
                (last.as_str(), before, word, false)
            }
            _ => return Ok(Target::Operand),
        },
    };
    let (position, shown) = if let Some(name) = name.strip_prefix("--") {
        (flags.position(name), name.to_owned())
    } else {
        let letter = name.chars().last().unwrap_or('-');
        (flags.position_short(letter), letter.to_string())
    };
    let Some(position) = position else {
        let command = path.command().name();
        return Err(format!(
            "Subcommand '{command}' does not support flag '{shown}'"
        ));
    };
    let flag = *flags.flag(position);
    if !attached && flag.bare.is_some() {
        return Ok(Target::Operand);
    }
    Ok(Target::Value { flag, rest, word })
}

fn is_flag(word: &str) -> bool {
    match word.strip_prefix('-') {
        Some(rest) => rest.len() > 1 || (rest.len() == 1 && rest != "-"),
        None => false,
    }
}

/// Whether `--` stands among the words, so that nothing after it is a flag.
fn rest_has_end_of_flags(flags: &Flags, rest: &[String]) -> bool {
    let count = |extra: Option<&str>| {
        let mut words = rest.to_vec();
        words.extend(extra.map(str::to_owned));
        let mut flags = flags.clone();
        // A word that cannot be read stops both readings at the same place.
        let read = parse_flags(&mut flags, &words, Unknown::Refuse);
        read.map_or(0, |()| flags.operands().len())
    };
    count(Some("--")) > count(None)
}

fn flag_names(path: &Path, flags: &Flags, word: &str) -> Vec<String> {
    let mut candidates = Vec::new();
    for inherited in [true, false] {
        for entry in flags.entries() {
            let flag = entry.flag;
            let done = entry.changed() && !flag.kind.repeats();
            if entry.inherited != inherited || flag.hidden || entry.excluded || done {
                continue;
            }
            let usage = usage_of(flag, path);
            let long = format!("--{}", flag.name);
            if long.starts_with(word) {
                candidates.push(format!("{long}\t{usage}"));
            }
            let short = flag.short.map(|letter| format!("-{letter}"));
            if let Some(short) = short.filter(|short| short.starts_with(word)) {
                candidates.push(format!("{short}\t{usage}"));
            }
        }
    }
    candidates
}
