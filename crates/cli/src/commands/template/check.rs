//! Flags of `template` that ask for what this version cannot do.

use crate::command::{Flags, parse_bool, quote};
use crate::context::Context;
use crate::error::CliError;
use crate::log::Level;
use crate::paths::join;

/// Refuses to ask a cluster, and post-renderers.
///
/// # Errors
/// Helm's for a mode that does not exist; else that the flag is not for this version.
pub(super) fn check_client_only(flags: &Flags, context: &mut Context<'_>) -> Result<(), CliError> {
    let renderer = flags.text("post-renderer");
    let definition = join(&[&context.settings.plugins, renderer, "plugin.yaml"]);
    let is_plugin = |text: String| text.contains("postrenderer/v1");
    if !renderer.is_empty() && fs_err::read_to_string(definition).is_ok_and(is_plugin) {
        return Err(CliError::new(format!(
            "the plugin {} cannot be run: post-renderers are not available in this version",
            quote(renderer)
        ))
        .hint("leave out the flag and pipe the output through the program of the plugin"));
    }
    if !renderer.is_empty() {
        return Err(CliError::new(format!(
            "invalid argument {} for \"--post-renderer\" flag: plugin: {{Name:{renderer} Type:postrenderer/v1}} not found",
            quote(renderer)
        ))
        .hint("plugins are not available in this version: pipe the output through the program instead"));
    }
    let mode = flags.text_given("dry-run").unwrap_or("client");
    let invalid = |allowed: &str| {
        CliError::new(format!(
            "invalid dry-run value ({}). Must be {allowed}",
            quote(mode)
        ))
    };
    match mode {
        "client" => {}
        "unset" => context.printer.log(
            Level::Warn,
            "--dry-run is deprecated and should be replaced with '--dry-run=client'",
            &[],
        ),
        "none" => return Err(invalid("\"server\" or \"client\"")),
        "server" => return Err(needs_cluster("--dry-run=server")),
        _ => match parse_bool(mode) {
            Err(_) => return Err(invalid("\"none\", \"server\", or \"client\"")),
            Ok(false) => return Err(invalid("\"server\" or \"client\"")),
            Ok(true) => context.printer.log(
                Level::Warn,
                &format!("boolean '--dry-run={mode}' flag is deprecated and must be replaced with '--dry-run=client'"),
                &[],
            ),
        },
    }
    if flags.switch("validate") {
        return Err(needs_cluster("--validate"));
    }
    Ok(())
}

fn needs_cluster(flag: &str) -> CliError {
    CliError::new(format!(
        "{flag} needs a cluster, which this version cannot ask"
    ))
    .hint("without the flag the chart is rendered on this machine alone")
}
