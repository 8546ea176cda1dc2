//! `show`: what is in a chart.

use steersman_ops::show::{Part, ShowRequest, show};

use crate::charts::{inspect_chart, locate_chart};
use crate::command::{
    Candidates, Command, CompletionRequest, Flag, Invocation, Operands, no_more_operands,
};
use crate::context::Context;
use crate::error::CliError;
use crate::log::Level;
use crate::observer::LogObserver;
use crate::watch::ChartWatch;

use crate::commands::complete::{charts, versions_of};
use crate::commands::groups::{CHART, REGISTRY, VERSION};

const LONG: &str = "
Shows what is in a chart: all of it, or one of its parts.
";

pub(in crate::commands) static COMMAND: Command = Command {
    aliases: &["inspect"],
    operands: Operands::None,
    children: &[&ALL, &CHART_YAML, &CRDS, &README, &VALUES],
    ..Command::new("show", "show information of a chart", LONG)
};

const SHARED: Command = Command {
    flags: &[CHART, REGISTRY, &[VERSION.complete(complete_version)]],
    operands: Operands::Exactly(1),
    complete: Some(complete),
    run: Some(run),
    ..Command::new("", "", "")
};

static ALL: Command = Command {
    usage: "all [CHART]",
    short: "show all information of the chart",
    long: "
Prints everything that the other forms of this command print: the definition of
a chart (a folder, an archive or a reference), its values, its README and its CRDs.
",
    ..SHARED
};

static CHART_YAML: Command = Command {
    usage: "chart [CHART]",
    short: "show the chart's definition",
    long: "
Prints the Chart.yaml of a chart (a folder, an archive or a reference).
",
    ..SHARED
};

static CRDS: Command = Command {
    usage: "crds [CHART]",
    short: "show the chart's CRDs",
    long: "
Prints the custom resource definitions of a chart (a folder, an archive or a
reference).
",
    ..SHARED
};

static README: Command = Command {
    usage: "readme [CHART]",
    short: "show the chart's README",
    long: "
Prints the README of a chart (a folder, an archive or a reference).
",
    ..SHARED
};

static VALUES: Command = Command {
    usage: "values [CHART]",
    short: "show the chart's values",
    long: "
Prints the values.yaml of a chart (a folder, an archive or a reference).
",
    flags: &[
        CHART,
        REGISTRY,
        &[VERSION.complete(complete_version)],
        &[Flag::text(
            "jsonpath",
            "supply a JSONPath expression to filter the output",
        )],
    ],
    ..SHARED
};

fn complete(request: &CompletionRequest<'_>) -> Candidates {
    if request.operands.is_empty() {
        charts(request)
    } else {
        no_more_operands()
    }
}

fn complete_version(request: &CompletionRequest<'_>) -> Candidates {
    versions_of(0, request)
}

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let version = flags.text("version");
    context.printer.log(
        Level::Debug,
        "original chart version",
        &[("version", version)],
    );
    let path = locate_chart(&flags.operands()[0], flags, context)?;
    let _watch = ChartWatch::start(context.environment)?;
    let observer = LogObserver::new(context.dialect);
    let chart = inspect_chart(&path, context, &observer)?;
    observer.print(&mut context.printer);
    let part = match invocation.path.command().name() {
        "chart" => Part::Definition,
        "values" => Part::Values,
        "readme" => Part::Readme,
        "crds" => Part::Crds,
        _ => Part::All,
    };
    let json_path = match part {
        Part::Values => flags.text("jsonpath"),
        _ => "",
    };
    let request = ShowRequest {
        chart: &chart,
        part,
        json_path,
    };
    let shown = show(&request).map_err(|error| CliError::from_error(&error))?;
    context.printer.data(shown)
}
