//! Flags of `template` that ask for what this version cannot do.

use crate::command::{Flags, parse_bool, quote};
use crate::context::Context;
use crate::error::CliError;
use crate::log::Level;

/// Refuses to ask a cluster.
///
/// # Errors
/// Helm's for a mode that does not exist; else that the flag is not for this version.
pub(super) fn check_client_only(flags: &Flags, context: &mut Context<'_>) -> Result<(), CliError> {
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
