//! Flags of `template` that say whether a cluster is asked.

use steersman_names::HelmDialect;

use crate::command::{Flags, parse_bool, quote};
use crate::context::Context;
use crate::error::CliError;
use crate::log::Level;

/// What a cluster is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// Whether templates find the cluster's objects.
    pub(super) lookup: bool,
    /// Whether templates see what it serves, and it judges the objects.
    pub(super) validate: bool,
}

/// What the flags ask a cluster.
///
/// # Errors
/// Helm's for a mode that does not exist.
pub(super) fn asked(flags: &Flags, context: &mut Context<'_>) -> Result<Asked, CliError> {
    let lookup = if context.dialect == HelmDialect::V3_22 {
        asks_as_helm_3(flags)?
    } else {
        asks(flags, context)?
    };
    let validate = flags.switch("validate");
    Ok(if context.dialect == HelmDialect::V3_22 {
        Asked { lookup, validate }
    } else {
        let both = lookup || validate;
        Asked {
            lookup: both,
            validate: both,
        }
    })
}

fn asks(flags: &Flags, context: &mut Context<'_>) -> Result<bool, CliError> {
    let mode = flags.text_given("dry-run").unwrap_or("client");
    let invalid = |allowed: &str| {
        CliError::new(format!(
            "invalid dry-run value ({}). Must be {allowed}",
            quote(mode)
        ))
    };
    match mode {
        "client" => {}
        "server" => return Ok(true),
        "unset" => context.printer.log(
            Level::Warn,
            "--dry-run is deprecated and should be replaced with '--dry-run=client'",
            &[],
        ),
        "none" => return Err(invalid("\"server\" or \"client\"")),
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
    Ok(false)
}

/// Helm 3 knows the cluster in some modes, but does not let it judge.
fn asks_as_helm_3(flags: &Flags) -> Result<bool, CliError> {
    match flags.text_given("dry-run").unwrap_or("client") {
        "" | "true" | "client" | "unset" => Ok(false),
        "server" | "none" | "false" => Ok(true),
        _ => Err(CliError::new(
            "Invalid dry-run flag. Flag must one of the following: false, true, none, client, server",
        )),
    }
}
