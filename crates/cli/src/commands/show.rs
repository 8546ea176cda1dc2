//! `show`: what is in a chart.

use steersman_chart::{Chart, metadata_tree};

use crate::charts::{inspect_chart, locate_chart};
use crate::command::{
    Candidates, Command, CompletionRequest, Flag, Invocation, Operands, no_more_operands,
};
use crate::context::Context;
use crate::error::CliError;
use crate::jsonpath;
use crate::observer::LogObserver;

use super::complete::{charts, versions_of};
use super::groups::{CHART, REGISTRY, VERSION};

const LONG: &str = "
Shows what is in a chart: all of it, or one of its parts.
";

pub(super) static COMMAND: Command = Command {
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
    let path = locate_chart(&flags.operands()[0], flags, context)?;
    let observer = LogObserver::new(context.dialect);
    let chart = inspect_chart(&path, context, &observer)?;
    observer.print(&mut context.printer);
    let mut out = Vec::new();
    match invocation.path.command().name() {
        "chart" => show_definition(&chart, &mut out)?,
        "values" => show_values(&chart, flags.text("jsonpath"), &mut out)?,
        "readme" => show_readme(&chart, "", &mut out),
        "crds" => show_crds(&chart, &mut out),
        _ => {
            show_definition(&chart, &mut out)?;
            if has_values(&chart) {
                out.extend_from_slice(b"---\n");
            }
            show_values(&chart, "", &mut out)?;
            show_readme(&chart, "---\n", &mut out);
            show_crds(&chart, &mut out);
        }
    }
    context.printer.data(out)
}

fn show_definition(chart: &Chart, out: &mut Vec<u8>) -> Result<(), CliError> {
    let text = steersman_yaml::encode_tree(&metadata_tree(&chart.metadata));
    let text = text.map_err(|error| CliError::from_error(&error))?;
    out.extend_from_slice(&text);
    out.push(b'\n');
    Ok(())
}

fn has_values(chart: &Chart) -> bool {
    chart.raw_file("values.yaml").is_some()
}

fn show_values(chart: &Chart, path: &str, out: &mut Vec<u8>) -> Result<(), CliError> {
    let Some(file) = chart.raw_file("values.yaml") else {
        return Ok(());
    };
    if path.is_empty() {
        out.extend_from_slice(&file.data);
        out.push(b'\n');
        return Ok(());
    }
    let template = jsonpath::parse(path)
        .map_err(|error| CliError::new(format!("error parsing jsonpath {path}: {error}")))?;
    out.extend(template.print(&steersman_value::Tree::Map(chart.values.clone())));
    Ok(())
}

fn show_readme(chart: &Chart, separator: &str, out: &mut Vec<u8>) {
    let is_readme = |name: &str| {
        ["readme.md", "readme.txt", "readme"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
    };
    if let Some(file) = chart.files.iter().find(|file| is_readme(&file.name)) {
        out.extend_from_slice(separator.as_bytes());
        out.extend_from_slice(&file.data);
        out.push(b'\n');
    }
}

fn show_crds(chart: &Chart, out: &mut Vec<u8>) {
    for crd in chart.crds() {
        if !crd.file.data.starts_with(b"---") {
            out.extend_from_slice(b"---\n");
        }
        out.extend_from_slice(&crd.file.data);
        out.push(b'\n');
    }
}
