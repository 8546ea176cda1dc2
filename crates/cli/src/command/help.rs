//! Help and usage texts.

use std::fmt::Write as _;

use super::{Entry, Flag, FlagKind, Flags, Path, Persona};
use crate::settings::Settings;

/// Names of commands in a list are at least this wide.
const NAME_WIDTH: usize = 11;

/// The switch every command has.
pub(super) const HELP: &str = "help";

/// The flags of a command with `--help`, whose usage names the command.
pub(super) fn flags_with_help(path: &Path) -> Flags {
    let mut flags = path.flags();
    flags.add_help();
    flags
}

/// What `--help` prints: the long text, then the usage.
pub(super) fn help_text(path: &Path, flags: &Flags, settings: &Settings) -> String {
    let command = path.command();
    let long = if command.long.is_empty() {
        command.short
    } else {
        command.long
    };
    let mut out = path.persona().fill(long).trim_end().to_owned();
    if !out.is_empty() {
        out.push_str("\n\n");
    }
    out.push_str(&usage_text(path, flags, settings));
    out
}

/// The usage: how to call the command, its aliases, its subcommands and its flags.
pub(super) fn usage_text(path: &Path, flags: &Flags, settings: &Settings) -> String {
    let command = path.command();
    let persona = path.persona();
    let words = path.words();
    let children: Vec<_> = command.listed(persona).collect();
    let mut out = String::from("Usage:");
    if command.run.is_some() {
        out.push_str("\n  ");
        out.push_str(&path.usage_line());
    }
    if !children.is_empty() {
        push(&mut out, format_args!("\n  {words} [command]"));
    }
    if !command.aliases.is_empty() {
        let names = command.aliases.join(", ");
        push(
            &mut out,
            format_args!("\n\nAliases:\n  {}, {names}", command.name()),
        );
    }
    if !children.is_empty() {
        out.push_str("\n\nAvailable Commands:");
        let longest = command.subcommands(persona).map(|c| c.name().len()).max();
        let width = longest.unwrap_or_default().max(NAME_WIDTH);
        for child in &children {
            let name = child.name();
            let short = persona.fill(child.short);
            push(&mut out, format_args!("\n  {name:width$} {short}"));
        }
    }
    for (inherited, title) in [(false, "Flags"), (true, "Global Flags")] {
        let usages = flag_usages(path, flags, settings, inherited);
        if !usages.is_empty() {
            push(
                &mut out,
                format_args!("\n\n{title}:\n{}", usages.trim_end()),
            );
        }
    }
    if !children.is_empty() {
        let more = "for more information about a command.";
        push(
            &mut out,
            format_args!("\n\nUse \"{words} [command] --help\" {more}"),
        );
    }
    out.push('\n');
    out
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text)
        .expect("writing to a string cannot fail");
}

/// The list of flags, of the command itself or of its parents.
pub(super) fn flag_usages(
    path: &Path,
    flags: &Flags,
    settings: &Settings,
    inherited: bool,
) -> String {
    let shown = |entry: &&Entry| entry.inherited == inherited && !entry.flag.hidden;
    let lines: Vec<_> = flags
        .entries()
        .iter()
        .filter(shown)
        .map(|entry| {
            let usage = usage_of(entry.flag, path);
            let remark = entry.flag.default_remark(settings).unwrap_or_default();
            (heading(entry.flag), usage + &remark)
        })
        .collect();
    let width = lines.iter().map(|(heading, _)| heading.len()).max();
    let width = width.unwrap_or_default();
    let mut out = String::new();
    for (heading, usage) in lines {
        push(&mut out, format_args!("{heading:width$}   {usage}\n"));
    }
    out
}

/// The line of help of a flag.
pub(super) fn usage_of(flag: &Flag, path: &Path) -> String {
    if flag.name == HELP {
        let name = if path.is_root() {
            path.persona().program()
        } else {
            path.command().name()
        };
        return format!("help for {name}");
    }
    path.persona().fill(flag.usage).into_owned()
}

fn heading(flag: &Flag) -> String {
    let mut out = match flag.short {
        Some(letter) => format!("  -{letter}, --{}", flag.name),
        None => format!("      --{}", flag.name),
    };
    let placeholder = flag.kind.placeholder();
    if !placeholder.is_empty() {
        out.push(' ');
        out.push_str(placeholder);
    }
    match (flag.kind, flag.bare) {
        (FlagKind::Bool | FlagKind::LogSwitch, _) | (_, None) => {}
        (FlagKind::Text, Some(bare)) => push(&mut out, format_args!("[=\"{bare}\"]")),
        (_, Some(bare)) => push(&mut out, format_args!("[={bare}]")),
    }
    out
}

/// What `help WORDS` says when the words are no command.
pub(super) fn unknown_topic(words: &[String]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    format!("Unknown help topic [{}]\n", quoted.join(" "))
}

impl Persona {
    /// `text` with the names the program goes by.
    pub(crate) fn fill(self, text: &str) -> std::borrow::Cow<'_, str> {
        if !text.contains('{') {
            return text.into();
        }
        text.replace("{program}", self.program())
            .replace("{product}", self.product())
            .into()
    }
}
