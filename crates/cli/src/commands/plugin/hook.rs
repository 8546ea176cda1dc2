//! What plugins do when something happens to them.

use steersman_plugin::{HookEvent, Plugin, PluginError, Streams};

use crate::context::Context;
use crate::error::CliError;

/// Runs what a plugin has for an event.
///
/// # Errors
/// Helm's.
pub(super) fn run_hook(
    plugin: &Plugin,
    event: HookEvent,
    context: &mut Context<'_>,
) -> Result<(), CliError> {
    let streams = if context.environment.process.is_some() {
        context.printer.flush()?;
        Streams::Shared
    } else {
        Streams::Captured
    };
    let environment = context.environment.variables();
    let (printed, failure): (_, Option<PluginError>) =
        match plugin.run_hook(event, environment, streams) {
            Ok(printed) => (printed, None),
            Err((error, printed)) => (printed, Some(error)),
        };
    context.printer.data(&printed.stdout)?;
    context
        .printer
        .talk(&String::from_utf8_lossy(&printed.stderr));
    match failure {
        None => Ok(()),
        Some(error) => Err(CliError::from_error(&error)),
    }
}
