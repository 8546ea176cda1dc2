//! Completion of the words of plugins: what `completion.yaml` lists, and what `plugin.complete` answers.

use steersman_plugin::Plugin;
use steersman_value::{Table, Tree};

use super::arguments::divide;
use super::discover::plugin_of;
use super::variables;
use crate::command::{Candidates, Command, CompletionRequest, Directive, Flag, read_global};

/// The file of a plugin that lists its words.
const WORDS: &str = "completion.yaml";

/// How deep commands of a plugin are nested at most.
const MAX_DEPTH: usize = 32;

/// The command with what the plugin says about its words.
pub(super) fn with_completions(command: Command, plugin: &Plugin) -> Command {
    let listed = fs_err::read(plugin.folder.join(WORDS))
        .ok()
        .and_then(|text| steersman_yaml::parse_map(&text).ok())
        .unwrap_or_default();
    described(command, &listed, 0)
}

fn described(mut command: Command, listed: &Table, depth: usize) -> Command {
    command.words = texts(listed, "validArgs").leak();
    let flags = flags(&texts(listed, "flags"));
    command.flags = vec![&*flags.leak()].leak();
    let commands = match listed.get(&b"commands"[..]) {
        Some(Tree::List(commands)) if depth < MAX_DEPTH => Some(commands.as_slice()),
        _ => None,
    };
    if commands.is_none() {
        command.complete = Some(complete);
    }
    let mut children: Vec<&'static Command> = Vec::new();
    for listed in commands.unwrap_or_default() {
        let Tree::Map(listed) = listed else {
            continue;
        };
        let name = listed.get(&b"name"[..]).map(text).unwrap_or_default();
        if name.is_empty() {
            continue;
        }
        let child = Command {
            takes_flags: true,
            run: Some(|_, _| Ok(())),
            ..Command::new(name.leak(), "", "")
        };
        children.push(Box::leak(Box::new(described(child, listed, depth + 1))));
    }
    children.sort_by_key(|child| child.name());
    command.children = children.leak();
    command
}

fn text(tree: &Tree) -> String {
    let text = steersman_yaml::scalar_text(tree);
    text.map_or_else(String::new, |text| {
        String::from_utf8_lossy(&text).into_owned()
    })
}

fn texts(listed: &Table, key: &str) -> Vec<&'static str> {
    match listed.get(key.as_bytes()) {
        Some(Tree::List(items)) => items.iter().map(|item| &*text(item).leak()).collect(),
        _ => Vec::new(),
    }
}

/// Names of one letter are short forms: they go to the long names in turn, and to themselves where those run out.
fn flags(names: &[&'static str]) -> Vec<Flag> {
    let (shorts, longs): (Vec<_>, Vec<_>) = names.iter().copied().partition(|name| name.len() == 1);
    (0..longs.len().max(shorts.len()))
        .map(|at| {
            let short = shorts.get(at).copied();
            let name = longs.get(at).copied().or(short).unwrap_or_default();
            let flag = Flag::switch(name, "");
            match short.and_then(|short| short.chars().next()) {
                Some(letter) => flag.short(letter),
                None => flag,
            }
        })
        .collect()
}

/// Asks the plugin itself.
fn complete(request: &CompletionRequest<'_>) -> Candidates {
    let nothing = (Vec::new(), Directive::DEFAULT);
    let words = request.path.words();
    let mut words = words.split(' ').skip(1);
    let Some(name) = words.next() else {
        return nothing;
    };
    let Some((plugin, texts)) = plugin_of(name, request.settings) else {
        return nothing;
    };
    let (own, others) = divide(request.operands);
    let Ok(flags) = read_global(request.path.root_command(), request.path.persona(), &own) else {
        return (Vec::new(), Directive::ERROR);
    };
    let Ok(settings) = request.settings.with_flags(&flags) else {
        return (Vec::new(), Directive::ERROR);
    };
    let mut arguments: Vec<String> = words.map(str::to_owned).collect();
    if !texts.ignores_flags {
        arguments.extend(others);
        arguments.push(request.word.to_owned());
    }
    let environment = variables(&settings, request.environment);
    let Ok(answer) = plugin.run_completion(arguments, &environment) else {
        return nothing;
    };
    let answer = String::from_utf8_lossy(&answer);
    let mut candidates: Vec<String> = answer
        .split('\n')
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    let number = candidates
        .last()
        .and_then(|line| line.strip_prefix(':'))
        .and_then(|number| number.parse::<u8>().ok());
    match number {
        Some(number) => {
            candidates.pop();
            (candidates, Directive::of(number))
        }
        None => (candidates, Directive::DEFAULT),
    }
}
