//! The command and its parts.

use steersman_release::Release;

use super::metadata::print_metadata;
use super::print::{print_all, print_hooks, print_manifest, print_notes, print_values};
use crate::command::{Command, Flag, FlagKind, Invocation, Operands};
use crate::commands::complete::{release, revision};
use crate::context::Context;
use crate::error::CliError;
use crate::output::OUTPUT;
use crate::releases::{Releases, Scope};

const LONG: &str = "
Prints what is known of a release: the values it was made with, the manifest, the
hooks and the notes that came of them, and facts about it and its chart.
";

pub(in crate::commands) static COMMAND: Command = Command {
    operands: Operands::None,
    children: &[&ALL, &HOOKS, &MANIFEST, &METADATA, &NOTES, &VALUES],
    ..Command::new(
        "get",
        "download extended information of a named release",
        LONG,
    )
};

const REVISION: Flag = Flag::new(
    "revision",
    FlagKind::Int,
    "get the named release with revision",
)
.complete(revision);

const SHARED: Command = Command {
    flags: &[&[REVISION]],
    operands: Operands::Exactly(1),
    complete: Some(release),
    ..Command::new("", "", "")
};

static ALL: Command = Command {
    usage: "all RELEASE_NAME",
    short: "download all information for a named release",
    long: "
Prints everything about a release: how it stands, values, hooks, manifest and
notes. With --template only what a template (in Go's language) makes of it.
",
    flags: &[&[
        REVISION,
        Flag::text(
            "template",
            "go template for formatting the output, eg: {{.Release.Name}}",
        ),
    ]],
    run: Some(run_all),
    ..SHARED
};

static HOOKS: Command = Command {
    usage: "hooks RELEASE_NAME",
    short: "download all hooks for a named release",
    long: "
Prints the hooks of a release: objects in YAML with lines of --- between them.
",
    run: Some(run_hooks),
    ..SHARED
};

static MANIFEST: Command = Command {
    usage: "manifest RELEASE_NAME",
    short: "download the manifest for a named release",
    long: "
Prints the manifest of a release: the objects, in YAML, that were rendered from its
chart and the charts it depends on.
",
    run: Some(run_manifest),
    ..SHARED
};

static METADATA: Command = Command {
    usage: "metadata RELEASE_NAME",
    short: "This command fetches metadata for a given release",
    flags: &[&[
        OUTPUT,
        Flag::new("revision", FlagKind::Int, "specify release revision").complete(revision),
    ]],
    run: Some(run_metadata),
    ..SHARED
};

static NOTES: Command = Command {
    usage: "notes RELEASE_NAME",
    short: "download the notes for a named release",
    long: "
Prints the notes of a release: what its chart tells its users.
",
    run: Some(run_notes),
    ..SHARED
};

static VALUES: Command = Command {
    usage: "values RELEASE_NAME",
    short: "download the values file for a named release",
    long: "
Prints the values that a release was made with: those the user gave, or with --all
those that came of them and the defaults of the chart.
",
    flags: &[&[
        Flag::switch("all", "dump all (computed) values").short('a'),
        OUTPUT,
        REVISION,
    ]],
    run: Some(run_values),
    ..SHARED
};

/// What prints a part of a record.
type Print = fn(&Release, &mut Context<'_>, &Invocation) -> Result<Vec<u8>, CliError>;

fn run_part(
    context: &mut Context<'_>,
    invocation: &Invocation,
    print: Print,
) -> Result<(), CliError> {
    let releases = Releases::open(context.settings, context.environment, Scope::Namespace)?;
    let source = releases.source(context.dialect);
    let revision = invocation.flags.int_given("revision").unwrap_or(0);
    let release = source
        .content(&invocation.operands()[0], revision)
        .map_err(|error| CliError::from_error(&error))?;
    let out = print(&release, context, invocation)?;
    context.printer.data(out)
}

fn run_all(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    run_part(context, invocation, print_all)
}

fn run_hooks(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    run_part(context, invocation, |release, _, _| {
        Ok(print_hooks(release))
    })
}

fn run_manifest(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    run_part(context, invocation, |release, _, _| {
        Ok(print_manifest(release))
    })
}

fn run_metadata(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    run_part(context, invocation, print_metadata)
}

fn run_notes(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    run_part(context, invocation, |release, _, _| {
        Ok(print_notes(release))
    })
}

fn run_values(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    run_part(context, invocation, print_values)
}
