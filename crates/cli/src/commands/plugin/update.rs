//! `plugin update`: brings plugins up to date.

use steersman_plugin::{HookEvent, InstallError, Plugin, PluginError, update};

use super::complete::plugins;
use super::hook::run_hook;
use super::uninstall::each;
use crate::command::{Command, Invocation};
use crate::context::Context;
use crate::error::CliError;
use crate::log::Level;

pub(super) static COMMAND: Command = Command {
    aliases: &["up"],
    complete: Some(plugins),
    run: Some(run),
    ..Command::new("update <plugin>...", "update one or more Helm plugins", "")
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let names = invocation.operands();
    if names.is_empty() {
        return Err(CliError::new("please provide plugin name to update"));
    }
    each(names, context, ("update", "Updated"), &update_one)
}

fn update_one(plugin: &Plugin, context: &mut Context<'_>) -> Result<(), CliError> {
    match update(plugin, context.environment.variables()) {
        Ok(updated) => run_hook(&updated, HookEvent::Update, context),
        Err(error) => {
            let failure = CliError::from_error(&error);
            if let PluginError::Install(InstallError::NoCheckout { location }) = &error {
                let location = location.to_string_lossy();
                let fields = [("location", &*location), ("error", "Cannot detect VCS")];
                context.printer.log(
                    Level::Warn,
                    "cannot get information about plugin source",
                    &fields,
                );
                return Err(failure.hint(
                    "only plugins from version control are updated: uninstall others, and install them again",
                ));
            }
            Err(failure)
        }
    }
}
