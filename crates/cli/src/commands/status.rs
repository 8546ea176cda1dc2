//! `status`: how a release stands.

use std::collections::BTreeMap;

use serde_json::Value;
use steersman_diag::escape_controls;
use steersman_names::HelmDialect;
use steersman_ops::read_evidence;
use steersman_ops::records::{Form, Resources, Source, status};
use steersman_release::{StoreError, View, to_json};

use crate::command::{Command, Flag, FlagKind, Invocation, Operands};
use crate::context::Context;
use crate::error::CliError;
use crate::live::evidence_text;
use crate::output::{OUTPUT, OutputFormat, document};
use crate::release_output::{Block, status_block};
use crate::releases::{Releases, Scope};

use super::complete::{release, revision};

const LONG: &str = "
Shows how a release stands:
- when it was deployed last, and to which namespace
- its state (unknown, deployed, uninstalled, superseded, failed, uninstalling,
  pending-install, pending-upgrade or pending-rollback)
- its revision, and what was done last
- the objects it consists of, and the pods that belong to them
- the last runs of its tests
- the notes of its chart
";

const FLAGS: &[Flag] = &[
    Flag::switch(
        "evidence",
        "show what was found out when an operation on the release failed last, or when --revision failed",
    )
    .own(),
    OUTPUT,
    Flag::new(
        "revision",
        FlagKind::Int,
        "if set, display the status of the named release with revision",
    )
    .complete(revision),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS],
    operands: Operands::Exactly(1),
    complete: Some(release),
    run: Some(run),
    ..Command::new(
        "status RELEASE_NAME",
        "display the status of the named release",
        LONG,
    )
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let format = OutputFormat::of(flags);
    let releases = Releases::open(context.settings, context.environment, Scope::Namespace)?;
    let source = releases.source(context.dialect);
    if flags.switch("evidence") {
        return print_evidence(context, invocation, &source);
    }
    let form = match (context.dialect, format) {
        (HelmDialect::V3_22, _) => Form::Nothing,
        (_, OutputFormat::Table) => Form::Tables,
        (_, OutputFormat::Json | OutputFormat::Yaml) => Form::Objects,
    };
    let revision = flags.int_given("revision").unwrap_or(0);
    let (release, resources) = status(&source, &invocation.operands()[0], revision, form)
        .map_err(|error| CliError::from_error(&error))?;
    let out = if format == OutputFormat::Table {
        let block = Block {
            resources: Some(&resources),
            ..Block::default()
        };
        status_block(&release, &block, context)?.into_bytes()
    } else {
        let resources = by_group(resources);
        let view = View {
            hides_chart: true,
            resources: Some(&resources),
            as_helm_3: context.dialect == HelmDialect::V3_22,
        };
        let json = to_json(&release, &view).map_err(|error| CliError::from_error(&error))?;
        document(json, format)?
    };
    context.printer.data(out)
}

/// Prints what was found out about a revision that failed.
fn print_evidence(
    context: &mut Context<'_>,
    invocation: &Invocation,
    source: &Source<'_>,
) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let revision = flags.int_given("revision").unwrap_or(0);
    let revision = u32::try_from(revision).unwrap_or(0);
    let name = &invocation.operands()[0];
    let kept = read_evidence(source, name, revision).map_err(|error| match error {
        StoreError::NotFound => CliError::new(format!("no evidence is kept of release {name}"))
            .hint("evidence is kept when a release does not become ready, until its revision is removed"),
        error => CliError::from_error(&error),
    })?;
    let format = OutputFormat::of(flags);
    if format != OutputFormat::Table {
        let json = kept.document.to_string().into_bytes();
        return context.printer.data(document(json, format)?);
    }
    let mut text = format!(
        "REVISION: {}\nTIME: {}\nERROR: {}\n",
        kept.revision,
        kept.time,
        kept.error
            .lines()
            .map(escape_controls)
            .collect::<Vec<_>>()
            .join("\n  ")
    );
    for evidence in &kept.objects {
        text.push_str(&evidence_text(evidence));
    }
    context.printer.data(text)
}

fn by_group(resources: Resources) -> BTreeMap<String, Vec<Value>> {
    resources
        .into_iter()
        .map(|(group, objects)| {
            let objects = objects.into_iter().map(|object| Value::Object(object.0));
            (group, objects.collect())
        })
        .collect()
}
