//! What a reference says of each command.

use super::help::{flag_usages, flags_with_help};
use super::{Command, Path, Persona};
use crate::settings::Settings;

/// A command as a page of a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The words that call the command.
    pub words: String,
    /// One line about it.
    pub short: String,
    /// The long text.
    pub long: String,
    /// How to call it, for commands that do something themselves.
    pub usage: Option<String>,
    /// Its own flags, as help lists them.
    pub flags: String,
    /// The flags of its parents, as help lists them.
    pub inherited: String,
    /// The words and lines of its parent and of its subcommands.
    pub related: Vec<(String, String)>,
}

/// The pages of a command and of everything below it that help lists.
pub fn pages(root: &'static Command, persona: Persona, settings: &Settings) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut open = vec![Path::root(root, persona)];
    while let Some(path) = open.pop() {
        let below: Vec<_> = path
            .command()
            .listed(persona)
            .map(|child| {
                let mut below = path.clone();
                below.push(child);
                below
            })
            .collect();
        pages.push(page(&path, &below, settings));
        open.extend(below.into_iter().rev());
    }
    pages
}

fn page(path: &Path, below: &[Path], settings: &Settings) -> Page {
    let persona = path.persona();
    let flags = flags_with_help(path);
    let line = |path: &Path| {
        (
            path.words(),
            persona.fill(path.command().short).into_owned(),
        )
    };
    let parent = path.parent();
    Page {
        words: path.words(),
        short: persona.fill(path.command().short).into_owned(),
        long: persona.fill(path.command().long.trim()).into_owned(),
        usage: path.command().run.map(|_| path.usage_line()),
        flags: flag_usages(path, &flags, settings, false),
        inherited: flag_usages(path, &flags, settings, true),
        related: parent.iter().chain(below).map(line).collect(),
    }
}
