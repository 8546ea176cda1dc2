//! `rollback`: brings a release back to an earlier revision.

use steersman_ops::Trial;
use steersman_ops::rollback::{RollbackRequest, rollback};

use crate::command::{
    Candidates, Command, CompletionRequest, Flag, Flags, Invocation, Operands, no_more_operands,
    quote,
};
use crate::context::Context;
use crate::error::CliError;

use super::change::{
    COMMON, DRY_RUN, HISTORY_MAX, ON_INTERRUPTED, Reach, SERVER_SIDE, Surroundings, dry_run,
    on_interrupted, run_hooks, server_side, wait_settings, write_settings,
};
use super::complete::{releases, revisions};
use super::upgrade::history_max;

const LONG: &str = "
Brings a release back to an earlier revision, as a new revision.

The revision is the second argument; without it, or when it is 0, it is the one
before the newest. To see the revisions:

    $ {program} history web
    $ {program} rollback web 3
";

/// How many characters a description may have.
const MAX_DESCRIPTION: usize = 256;

#[rustfmt::skip]
pub(super) const FLAGS: &[Flag] = &[
    Flag::switch("cleanup-on-fail", "allow deletion of new resources created in this rollback when rollback fails"),
    Flag::text("description", "add a custom description for the rollback (max 256 characters)"),
    DRY_RUN,
    Flag::switch("force", "deprecated").deprecated("use --force-replace instead"),
    Flag::switch("force-conflicts", "if set server-side apply will force changes against conflicts"),
    Flag::switch("force-replace", "force resource updates by replacement"),
    HISTORY_MAX,
    Flag::switch("no-hooks", "prevent hooks from running during rollback"),
    ON_INTERRUPTED,
    SERVER_SIDE,
    Flag::switch("wait-for-jobs", "if set and --wait enabled, will wait until all Jobs have been completed before marking the release as successful. It will wait for as long as --timeout"),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS, COMMON],
    exclusive: &[
        &["force-replace", "force-conflicts"],
        &["force", "force-conflicts"],
    ],
    operands: Operands::AtLeast(1),
    complete: Some(complete),
    run: Some(run),
    ..Command::new(
        "rollback <RELEASE> [REVISION]",
        "roll back a release to a previous revision",
        LONG,
    )
};

pub(super) fn complete(request: &CompletionRequest<'_>) -> Candidates {
    match request.operands {
        [] => releases(request),
        [name] => revisions(request, name),
        _ => no_more_operands(),
    }
}

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let surroundings = Surroundings::new(context)?.telling(flags, context)?;
    let namespace = surroundings.releases.namespace.clone();
    let request = rollback_request(context, flags, &namespace)?;
    let reach = match request.common.trial {
        Trial::Client => Reach::Machine,
        Trial::Server | Trial::No => Reach::Cluster,
    };
    surroundings
        .run(context, reach, |cx| rollback(cx, &request))
        .map_err(|error| surroundings.failure(&error))?;
    context
        .printer
        .data("Rollback was a success! Happy Helming!\n")
}

/// What the flags ask for.
///
/// # Errors
/// Helm's.
pub(super) fn rollback_request(
    context: &mut Context<'_>,
    flags: &Flags,
    namespace: &str,
) -> Result<RollbackRequest, CliError> {
    let revision = match flags.operands() {
        [_, text, ..] => steersman_value::fmt::parse_int(text.as_bytes(), 10).map_err(|cause| {
            CliError::new(format!(
                "could not convert revision to a number: strconv.Atoi: parsing {}: {cause}",
                quote(text)
            ))
        })?,
        _ => 0,
    };
    let description = flags.text("description");
    let length = description.chars().count();
    if length > MAX_DESCRIPTION {
        return Err(CliError::new(format!(
            "description must be {MAX_DESCRIPTION} characters or less, got {length}"
        )));
    }
    let trial = dry_run(flags, context)?;
    let mut request = RollbackRequest::new(&flags.operands()[0], namespace);
    request.revision = revision;
    request.common.description = Some(description.to_owned()).filter(|text| !text.is_empty());
    request.common.trial = trial;
    request.common.hooks = run_hooks(flags);
    request.common.write = write_settings(flags, server_side(flags).map_err(CliError::new)?);
    request.common.wait = wait_settings(flags);
    request.common.on_interrupted = on_interrupted(flags)?;
    request.history_max = history_max(flags, context);
    request.clean_up_on_failure = flags.switch("cleanup-on-fail");
    Ok(request)
}
