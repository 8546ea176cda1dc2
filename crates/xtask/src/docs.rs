//! The command reference, written from what the program says about itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Result, bail, ensure};
use fs_err as fs;

use crate::process::Job;
use crate::scratch::Scratch;
use crate::workspace::Workspace;

/// The home folder that default paths in the reference begin with.
const HOME: &str = "/home/you";
const INTRODUCTION: &str = "\
# Commands

Written by `cargo xtask docs` from the help texts of the program.

";

/// Writes `docs/reference/cli`, or checks that it says what the program says.
pub(crate) fn docs(workspace: &Workspace, program: Option<&Path>, check: bool) -> Result<()> {
    let program = workspace.program(program)?;
    let folder = workspace.root.join("docs/reference/cli");
    let pages = pages(&program)?;
    if check {
        return check_pages(&folder, &pages);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    for (name, text) in &pages {
        fs::write(folder.join(name), text)?;
    }
    println!("{} pages written to {}", pages.len(), folder.display());
    Ok(())
}

fn check_pages(folder: &Path, pages: &BTreeMap<String, String>) -> Result<()> {
    for (name, text) in pages {
        let written = fs::read_to_string(folder.join(name)).unwrap_or_default();
        ensure!(
            written == *text,
            "{name} is not what the program says: run `cargo xtask docs`"
        );
    }
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        ensure!(
            pages.contains_key(&name),
            "{name} belongs to no command: run `cargo xtask docs`"
        );
    }
    println!("the command reference is current: {} pages", pages.len());
    Ok(())
}

/// A page for each command, and an index of them.
fn pages(program: &Path) -> Result<BTreeMap<String, String>> {
    let scratch = Scratch::new()?;
    let mut environment = scratch.environment(&[]);
    environment.push(("HOME".to_owned(), HOME.into()));
    let help = |command: &[String]| -> Result<String> {
        let words = command.iter().cloned().chain(["--help".to_owned()]);
        let finished = Job::new(program, scratch.work())
            .arguments(words)
            .environment(&environment)
            .run()?;
        ensure!(finished.exit() == 0, "no help for {}", command.join(" "));
        Ok(String::from_utf8(finished.stdout)?)
    };
    let mut pages = BTreeMap::new();
    let mut index = INTRODUCTION.to_owned();
    let mut waiting = vec![Vec::new()];
    while let Some(command) = waiting.pop() {
        let text = help(&command)?;
        let title = [&["steer".to_owned()], command.as_slice()]
            .concat()
            .join(" ");
        let page = format!("{}.md", title.replace(' ', "-"));
        writeln!(index, "- [{title}]({page})")?;
        pages.insert(
            page,
            format!("# {title}\n\n```text\n{}\n```\n", text.trim()),
        );
        let mut below: Vec<Vec<String>> = sub_commands(&text)
            .into_iter()
            .map(|name| [command.as_slice(), &[name]].concat())
            .collect();
        below.reverse();
        waiting.extend(below);
        if pages.len() > 500 {
            bail!("the commands do not end");
        }
    }
    pages.insert("README.md".to_owned(), index);
    Ok(pages)
}

/// The names listed below `Available Commands:`.
fn sub_commands(help: &str) -> Vec<String> {
    help.lines()
        .skip_while(|line| *line != "Available Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}
