//! From flags to what operations are told.

use std::time::Duration;

use steersman_ops::{
    CrdPolicy, OnInterrupted, RenderSettings, RunHooks, ServerSide, Trial, WaitSettings,
    WaitStrategy, WriteSettings,
};

use steersman_render::RenderLimits;

use crate::command::{Flags, parse_bool, quote};
use crate::context::Context;
use crate::error::CliError;
use crate::log::Level;

/// Whether the operation is only tried.
///
/// # Errors
/// A mode that does not exist.
pub(in crate::commands) fn dry_run(
    flags: &Flags,
    context: &mut Context<'_>,
) -> Result<Trial, CliError> {
    let mode = flags.text_given("dry-run").unwrap_or("none");
    let mut warn = |text: &str| context.printer.log(Level::Warn, text, &[]);
    Ok(match mode {
        "none" => Trial::No,
        "client" => Trial::Client,
        "server" => Trial::Server,
        "unset" => {
            warn("--dry-run is deprecated and should be replaced with '--dry-run=client'");
            Trial::Client
        }
        _ => {
            let (trial, name) = match parse_bool(mode) {
                Ok(true) => (Trial::Client, "client"),
                Ok(false) => (Trial::No, "none"),
                Err(_) => {
                    return Err(CliError::new(format!(
                        "invalid dry-run value ({}). Must be \"none\", \"server\", or \"client\"",
                        quote(mode)
                    )));
                }
            };
            warn(&format!(
                "boolean '--dry-run={mode}' flag is deprecated and must be replaced with '--dry-run={name}'"
            ));
            trial
        }
    })
}

/// What is waited for.
pub(in crate::commands) fn wait_settings(flags: &Flags) -> WaitSettings {
    let nanos = flags.duration_given("timeout");
    let nanos = nanos.map(|nanos| u64::try_from(nanos).unwrap_or_default());
    WaitSettings {
        strategy: match flags.text("wait") {
            "watcher" => WaitStrategy::Watcher,
            "legacy" => WaitStrategy::Legacy,
            _ => WaitStrategy::HookOnly,
        },
        jobs: flags.switch("wait-for-jobs"),
        timeout: nanos.map_or(Duration::from_mins(5), Duration::from_nanos),
    }
}

/// Whether hooks run.
pub(in crate::commands) fn run_hooks(flags: &Flags) -> RunHooks {
    if flags.switch("no-hooks") {
        RunHooks::No
    } else {
        RunHooks::Yes
    }
}

/// How objects are written.
pub(in crate::commands) fn write_settings(flags: &Flags, server_side: ServerSide) -> WriteSettings {
    WriteSettings {
        server_side,
        force_conflicts: flags.switch("force-conflicts"),
        force_replace: flags.switch("force-replace") || flags.switch("force"),
        take_ownership: flags.switch("take-ownership"),
    }
}

/// Who computes what changes, where the flag is a word.
///
/// # Errors
/// A word that means nothing.
pub(in crate::commands) fn server_side(flags: &Flags) -> Result<ServerSide, String> {
    match flags.text_given("server-side").unwrap_or("auto") {
        "auto" => Ok(ServerSide::Auto),
        "true" => Ok(ServerSide::On),
        "false" => Ok(ServerSide::Off),
        other => Err(format!(
            "invalid/unknown release server-side apply method: {other}"
        )),
    }
}

/// How the chart is rendered.
pub(in crate::commands) fn render_settings(flags: &Flags, limits: RenderLimits) -> RenderSettings {
    RenderSettings {
        skip_schema_validation: flags.switch("skip-schema-validation"),
        dns: flags.switch("enable-dns"),
        dependency_notes: flags.switch("render-subchart-notes"),
        hide_secrets: flags.switch("hide-secret"),
        limits,
        post_render: None,
    }
}

/// What becomes of the custom resource definitions of a chart.
///
/// # Errors
/// A word that means nothing.
pub(in crate::commands) fn crd_policy(
    flags: &Flags,
    default: CrdPolicy,
) -> Result<CrdPolicy, CliError> {
    if flags.switch("skip-crds") {
        return Ok(CrdPolicy::Skip);
    }
    match flags.text_given("crds") {
        None => Ok(default),
        Some("create") => Ok(CrdPolicy::Create),
        Some("apply") => Ok(CrdPolicy::Apply),
        Some("skip") => Ok(CrdPolicy::Skip),
        Some(other) => Err(CliError::new(format!(
            "invalid crds value ({}). Must be \"create\", \"apply\", or \"skip\"",
            quote(other)
        ))),
    }
}

/// What becomes of an operation that was cut off.
///
/// # Errors
/// A word that means nothing.
pub(in crate::commands) fn on_interrupted(flags: &Flags) -> Result<OnInterrupted, CliError> {
    match flags.text_given("on-interrupted").unwrap_or("resume") {
        "resume" => Ok(OnInterrupted::Resume),
        "rollback" => Ok(OnInterrupted::RollBack),
        "fail" => Ok(OnInterrupted::Fail),
        other => Err(CliError::new(format!(
            "invalid on-interrupted value ({}). Must be \"resume\", \"rollback\", or \"fail\"",
            quote(other)
        ))),
    }
}
