//! Finding plugins and putting them among the commands.

use steersman_plugin::{CommandTexts, Kind, Plugin, load_folders};

use super::complete::with_completions;
use super::run::run;
use super::{plugin_folders, tell_broken};
use crate::command::Command;
use crate::environment::Environment;
use crate::log::Level;
use crate::printer::Printer;
use crate::settings::Settings;

/// What the commands are found for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To run one, or to show help.
    Run,
    /// To complete words: then plugins say more about themselves.
    Complete,
}

/// The root with the installed plugins among its commands. What is wrong with plugins is told and keeps nothing else
/// from working.
///
/// The commands stay in memory to the end of the process, as the others do.
pub(crate) fn with_plugins(
    root: &'static Command,
    purpose: Purpose,
    (settings, environment): (&Settings, &Environment),
    printer: &mut Printer<'_>,
) -> &'static Command {
    if environment.get("HELM_NO_PLUGINS") == Some("1") {
        return root;
    }
    let found = load_folders(&plugin_folders(settings), &mut |broken| {
        tell_broken(printer, &broken);
    });
    let plugins = match found {
        Ok(plugins) => plugins,
        Err(error) => {
            let fields = [("error", &*error.to_string())];
            printer.log(Level::Error, "failed to load plugins", &fields);
            return root;
        }
    };
    let mut children = root.children.to_vec();
    for plugin in &plugins {
        let Kind::Command(texts) = &plugin.metadata.kind else {
            continue;
        };
        let usage = usage(plugin, texts);
        let name = usage.split(' ').next().unwrap_or_default();
        if let Some(taken) = children.iter().find(|child| child.name() == name) {
            printer.log(
                Level::Error,
                "failed to load plugins: name conflicts",
                &[("name", name)],
            );
            if taken.own {
                // The command is none of Helm's, so other plugins are not to suffer.
                continue;
            }
            break;
        }
        let command = command(plugin, texts);
        let command = match purpose {
            Purpose::Run => command,
            Purpose::Complete => with_completions(command, plugin),
        };
        children.push(Box::leak(Box::new(command)));
    }
    if children.len() == root.children.len() {
        return root;
    }
    children.sort_by_key(|child| child.name());
    Box::leak(Box::new(Command {
        children: children.leak(),
        ..*root
    }))
}

/// The plugin behind a command.
pub(super) fn plugin_of(name: &str, settings: &Settings) -> Option<(Plugin, CommandTexts)> {
    // What is broken was told when the commands were found.
    let plugins = load_folders(&plugin_folders(settings), &mut |_| {}).ok()?;
    plugins.into_iter().find_map(|plugin| {
        let Kind::Command(texts) = &plugin.metadata.kind else {
            return None;
        };
        let texts = texts.clone();
        let is_it = usage(&plugin, &texts).split(' ').next() == Some(name);
        is_it.then_some((plugin, texts))
    })
}

fn usage(plugin: &Plugin, texts: &CommandTexts) -> String {
    if texts.usage.is_empty() {
        plugin.name().to_owned()
    } else {
        texts.usage.clone()
    }
}

fn command(plugin: &Plugin, texts: &CommandTexts) -> Command {
    let short = if texts.short.is_empty() {
        format!("the {} plugin", crate::command::quote(plugin.name()))
    } else {
        texts.short.clone()
    };
    Command {
        takes_flags: true,
        run: Some(run),
        ..Command::new(
            usage(plugin, texts).leak(),
            short.leak(),
            texts.long.clone().leak(),
        )
    }
}
