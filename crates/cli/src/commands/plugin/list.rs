//! `plugin list`: the installed plugins.

use std::path::Path;

use steersman_names::HelmDialect;
use steersman_plugin::{Kind, Plugin, load_folders, signing_status};

use crate::command::{Command, Flag, Invocation};
use crate::commands::complete::nothing;
use crate::context::Context;
use crate::error::CliError;
use crate::extensions::{plugin_folders, tell_broken};
use crate::log::Level;
use crate::table::table;

const FLAGS: &[Flag] = &[Flag::text("type", "Plugin type")];

pub(super) static COMMAND: Command = Command {
    aliases: &["ls"],
    flags: &[FLAGS],
    complete: Some(nothing),
    run: Some(run),
    ..Command::new("list", "list installed Helm plugins", "")
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let wanted = invocation.flags.text("type");
    let folders = &context.settings.plugins;
    context
        .printer
        .log(Level::Debug, "pluginDirs", &[("directory", folders)]);
    let printer = &mut context.printer;
    let found = load_folders(&plugin_folders(context.settings), &mut |broken| {
        tell_broken(printer, &broken);
    });
    let plugins = found.map_err(|error| CliError::from_error(&error))?;
    let plugins = plugins
        .iter()
        .filter(|plugin| wanted.is_empty() || plugin.metadata.kind.name() == wanted);
    let home = Path::new(&context.settings.data_home).join("plugins");
    let old = context.dialect == HelmDialect::V3_22;
    let head: &[&str] = if old {
        &["NAME", "VERSION", "DESCRIPTION"]
    } else {
        &[
            "NAME",
            "VERSION",
            "TYPE",
            "APIVERSION",
            "PROVENANCE",
            "SOURCE",
        ]
    };
    let mut rows = vec![head.iter().map(|&cell| cell.to_owned()).collect()];
    rows.extend(plugins.map(|plugin| {
        if old {
            old_row(plugin)
        } else {
            row(plugin, &home)
        }
    }));
    context.printer.data(table(&rows, 0))
}

fn row(plugin: &Plugin, home: &Path) -> Vec<String> {
    let metadata = &plugin.metadata;
    let source = match metadata.source_url.as_str() {
        "" => "unknown",
        source => source,
    };
    [
        &metadata.name,
        &metadata.version,
        metadata.kind.name(),
        &metadata.api_version,
        signing_status(metadata, home),
        source,
    ]
    .map(str::to_owned)
    .into()
}

fn old_row(plugin: &Plugin) -> Vec<String> {
    let short = match &plugin.metadata.kind {
        Kind::Command(texts) => texts.short.clone(),
        _ => String::new(),
    };
    vec![
        plugin.name().to_owned(),
        plugin.metadata.version.clone(),
        short,
    ]
}
