//! `test`: runs the tests of a release.

use std::time::Duration;

use steersman_ops::test::{TestFilter, TestRequest, Tested, test, write_logs};

use crate::command::{Command, Flag, FlagKind, Flags, Invocation, Operands};
use crate::context::Context;
use crate::error::CliError;
use crate::release_output::{Block, status_block};

use super::change::{EVENTS, Reach, Surroundings};
use super::complete::release;

const LONG: &str = "
Runs the tests of a release: the objects, usually pods, that its chart says are tests.
It succeeds when all of them do.

Some of them can be chosen, or left out, by name:

    $ {program} test web --filter name=web-smoke
    $ {program} test web --filter '!name=web-load'
";

const MINUTES: i64 = 60_000_000_000;

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    EVENTS,
    Flag::new("filter", FlagKind::Strings, "specify tests by attribute (currently \"name\") using attribute=value syntax or '!attribute=value' to exclude a test (can specify multiple or separate values with commas: name=test1,name=test2)"),
    Flag::switch("logs", "dump the logs from test pods (this runs after all tests are complete, but before any cleanup)"),
    Flag::new("timeout", FlagKind::Duration, "time to wait for any individual Kubernetes operation (like Jobs for hooks)").or("5m0s"),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS],
    operands: Operands::Exactly(1),
    complete: Some(release),
    run: Some(run),
    ..Command::new("test [RELEASE]", "run tests for a release", LONG)
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let surroundings = Surroundings::new(context)?.telling(flags, context)?;
    let timeout = flags.duration_given("timeout").unwrap_or(5 * MINUTES);
    let request = TestRequest {
        release_name: invocation.operands()[0].clone(),
        namespace: surroundings.releases.namespace.clone(),
        filter: filter(flags),
        timeout: Duration::from_nanos(u64::try_from(timeout).unwrap_or(0)),
    };
    let tested = surroundings
        .run(context, Reach::Cluster, |cx| test(cx, &request))
        .map_err(|error| surroundings.failure(&error))?;
    let logs = show(&tested, &request, flags, &surroundings, context);
    let finished = surroundings
        .run(context, Reach::Cluster, |cx| tested.finish(cx))
        .map_err(|error| surroundings.failure(&error));
    match (finished, logs) {
        (Err(mut failure), Err(logs)) => {
            failure.message = [failure.message, logs.message].join("\n");
            Err(failure)
        }
        (finished, logs) => finished.and(logs),
    }
}

/// Prints how the release stands, and the logs if they are wanted.
fn show(
    tested: &Tested,
    request: &TestRequest,
    flags: &Flags,
    surroundings: &Surroundings,
    context: &mut Context<'_>,
) -> Result<(), CliError> {
    let block = Block {
        shows_all: context.settings.debug,
        hides_notes: context.dialect != steersman_names::HelmDialect::V3_22,
        ..Block::default()
    };
    let text = status_block(&tested.release, &block, context)?;
    context.printer.data(text)?;
    if !flags.switch("logs") {
        return Ok(());
    }
    let logs = surroundings.run(context, Reach::Cluster, |cx| {
        write_logs(cx, &tested.release, &request.namespace, &request.filter)
    });
    context.printer.data("\n")?;
    context.printer.data(logs.0)?;
    logs.1.map_err(CliError::new)
}

/// What is not about names is passed over.
fn filter(flags: &Flags) -> TestFilter {
    let mut filter = TestFilter::default();
    for text in flags.list("filter") {
        if let Some(name) = text.strip_prefix("name=") {
            filter.include.push(name.to_owned());
        } else if let Some(rest) = text.strip_prefix('!') {
            let rest = rest.strip_prefix(char::is_whitespace).unwrap_or(rest);
            filter
                .exclude
                .extend(rest.strip_prefix("name=").map(str::to_owned));
        }
    }
    filter
}
