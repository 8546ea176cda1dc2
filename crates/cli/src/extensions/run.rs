//! Running a plugin as a command.

use steersman_plugin::{PluginError, Streams, WasmError};

use super::arguments::divide;
use super::discover::plugin_of;
use super::{plugin_network, variables};
use crate::command::{Invocation, read_global};
use crate::context::Context;
use crate::error::{CliError, ErrorKind};

/// Runs the plugin that the command stands for.
///
/// # Errors
/// Helm's; with the exit code of the plugin's program.
pub(super) fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let name = invocation.path.command().name();
    let (own, others) = divide(invocation.operands());
    let flags = read_global(context.root, context.persona, &own)?;
    let settings = context.settings.with_flags(&flags);
    let mut settings = settings.map_err(|error| CliError::new(error.to_string()))?;
    let groups = flags.list("kube-as-group");
    if !groups.is_empty() {
        // Helm reads its flags twice, and this one adds up.
        settings.kube_as_groups = [groups, groups].concat();
    }
    let Some((plugin, texts)) = plugin_of(name, context.settings) else {
        return Err(CliError::new(format!("plugin: {name} not found")));
    };
    let arguments = if texts.ignores_flags {
        Vec::new()
    } else {
        others
    };
    let environment = variables(&settings, context.environment);
    let streams = if context.environment.process.is_some() {
        // What it prints comes after what this program has printed.
        context.printer.flush()?;
        Streams::Shared
    } else {
        Streams::Captured
    };
    let network = plugin_network(context.environment);
    let result = plugin.run_command(&arguments, &environment, streams, &network);
    let (printed, failure) = match result {
        Ok(printed) => (printed, None),
        Err((error, printed)) => (printed, Some(error)),
    };
    context.printer.data(&printed.stdout)?;
    context
        .printer
        .talk(&String::from_utf8_lossy(&printed.stderr));
    match failure {
        None => Ok(()),
        Some(error) => Err(explain(&error)),
    }
}

fn explain(error: &PluginError) -> CliError {
    let failure = CliError::from_error(error);
    match error {
        PluginError::Exit { code, .. } => CliError {
            kind: ErrorKind::Exit(*code),
            ..failure
        },
        PluginError::WebAssembly(WasmError::Deadline) => failure
            .hint("the plugin ran out of time: `timeout` in its runtimeConfig is in milliseconds"),
        _ => failure,
    }
}
