//! `plugin uninstall`: removes plugins.

use std::path::Path;

use steersman_plugin::{HookEvent, Plugin, load_folder, remove};

use super::complete::plugins;
use super::hook::run_hook;
use crate::command::{Command, Invocation};
use crate::context::Context;
use crate::error::CliError;
use crate::extensions::tell_broken;

pub(super) static COMMAND: Command = Command {
    aliases: &["rm", "remove"],
    complete: Some(plugins),
    run: Some(run),
    ..Command::new(
        "uninstall <plugin>...",
        "uninstall one or more Helm plugins",
        "",
    )
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let names = invocation.operands();
    if names.is_empty() {
        return Err(CliError::new("please provide plugin name to uninstall"));
    }
    each(names, context, ("uninstall", "Uninstalled"), &uninstall)
}

fn uninstall(plugin: &Plugin, context: &mut Context<'_>) -> Result<(), CliError> {
    let folder = Path::new(&context.settings.plugins);
    remove(plugin, folder).map_err(|error| CliError::from_error(&error))?;
    run_hook(plugin, HookEvent::Delete, context)
}

/// Does something to each of the named plugins; what fails is told at the end.
///
/// # Errors
/// Helm's, one line for each plugin.
pub(super) fn each(
    names: &[String],
    context: &mut Context<'_>,
    (verb, done): (&str, &str),
    work: &dyn Fn(&Plugin, &mut Context<'_>) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let folder = Path::new(&context.settings.plugins);
    let printer = &mut context.printer;
    let installed = load_folder(folder, &mut |broken| tell_broken(printer, &broken));
    let installed = installed.map_err(|error| CliError::from_error(&error))?;
    let mut failures = Vec::new();
    let mut hints = Vec::new();
    for name in names {
        let Some(plugin) = installed.iter().find(|plugin| plugin.name() == name) else {
            failures.push(format!("plugin: {name} not found"));
            continue;
        };
        match work(plugin, context) {
            Ok(()) => context.printer.data(format!("{done} plugin: {name}\n"))?,
            Err(error) => {
                failures.push(format!(
                    "failed to {verb} plugin {name}, got error ({})",
                    error.message
                ));
                hints.extend(error.hints);
            }
        }
    }
    if failures.is_empty() {
        return Ok(());
    }
    let mut failure = CliError::new(failures.join("\n"));
    failure.hints = hints;
    Err(failure)
}
