//! `uninstall`: deletes the objects and the records of releases.

use steersman_ops::Trial;
use steersman_ops::uninstall::{UninstallRequest, uninstall};
use steersman_plan::Propagation;

use crate::command::{Command, Flag, Flags, Invocation, Operands};
use crate::context::Context;
use crate::error::CliError;

use super::change::{
    COMMON, ON_INTERRUPTED, Reach, Surroundings, on_interrupted, run_hooks, wait_settings,
};
use super::complete::releases;

const LONG: &str = "
Uninstalls releases: deletes their objects, and their history unless
--keep-history is given.

    $ {program} uninstall web

What says by an annotation that it is to be kept stays, and so does what belongs
to another release. To see what would be deleted use --dry-run --debug.
";

#[rustfmt::skip]
pub(super) const FLAGS: &[Flag] = &[
    Flag::text("cascade", "Must be \"background\", \"orphan\", or \"foreground\". Selects the deletion cascading strategy for the dependents. Defaults to background. Use \"foreground\" with --wait to ensure resources with finalizers are fully deleted before returning.").or("background"),
    Flag::text("description", "add a custom description"),
    Flag::switch("dry-run", "simulate a uninstall"),
    Flag::switch("ignore-not-found", "Treat \"release not found\" as a successful uninstall"),
    Flag::switch("keep-history", "remove all associated resources and mark the release as deleted, but retain the release history"),
    Flag::switch("no-hooks", "prevent hooks from running during uninstallation"),
    ON_INTERRUPTED,
];

pub(super) static COMMAND: Command = Command {
    aliases: &["del", "delete", "un"],
    flags: &[FLAGS, COMMON],
    operands: Operands::AtLeast(1),
    complete: Some(releases),
    run: Some(run),
    ..Command::new("uninstall RELEASE_NAME [...]", "uninstall a release", LONG)
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let cascade = cascade(flags)?;
    let surroundings = Surroundings::new(context)?.telling(flags, context)?;
    let namespace = surroundings.releases.namespace.clone();
    for name in flags.operands() {
        let request = uninstall_request(flags, name, &namespace, cascade)?;
        let outcome = surroundings
            .run(context, Reach::Cluster, |cx| uninstall(cx, &request))
            .map_err(|error| surroundings.failure(&error))?;
        if !outcome.kept.is_empty() {
            context.printer.data(format!("{}\n", outcome.kept))?;
        }
        context
            .printer
            .data(format!("release \"{name}\" uninstalled\n"))?;
    }
    Ok(())
}

/// What happens to what the objects own.
///
/// # Errors
/// A word that means nothing.
pub(super) fn cascade(flags: &Flags) -> Result<Propagation, CliError> {
    let cascade = match flags.text_given("cascade").unwrap_or("background") {
        "background" => Propagation::Background,
        "foreground" => Propagation::Foreground,
        "orphan" => Propagation::Orphan,
        other => {
            return Err(CliError::new(format!(
                "invalid cascade value ({other}). Must be \"background\", \"foreground\", or \"orphan\""
            )));
        }
    };
    Ok(cascade)
}

/// What the flags ask for, for one release.
///
/// # Errors
/// A word that means nothing.
pub(super) fn uninstall_request(
    flags: &Flags,
    name: &str,
    namespace: &str,
    cascade: Propagation,
) -> Result<UninstallRequest, CliError> {
    let mut request = UninstallRequest::new(name, namespace);
    request.common.description = Some(flags.text("description").to_owned());
    request.common.description = request.common.description.filter(|text| !text.is_empty());
    if flags.switch("dry-run") {
        request.common.trial = Trial::Server;
    }
    request.common.hooks = run_hooks(flags);
    request.ignore_not_found = flags.switch("ignore-not-found");
    request.keep_history = flags.switch("keep-history");
    request.cascade = cascade;
    request.common.wait = wait_settings(flags);
    request.common.on_interrupted = on_interrupted(flags)?;
    Ok(request)
}
