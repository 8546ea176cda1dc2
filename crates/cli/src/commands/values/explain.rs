//! `values explain`: where a value comes from, and who reads it.

use std::fmt::Write as _;

use steersman_chart::values::{Contribution, ValuePath};
use steersman_ops::explain::{ExplainOutcome, ExplainRequest, ExplainedValue, explain};
use steersman_value::Tree;
use steersman_value::fmt::append_json;

use crate::charts::{gather_values, load_chart, locate_chart, read_values_file};
use crate::command::{Candidates, Command, CompletionRequest, Directive, Invocation, Operands};
use crate::commands::complete::charts;
use crate::commands::groups::{CHART, REGISTRY, VALUES, VERSION};
use crate::context::Context;
use crate::error::CliError;
use crate::kubeconfig::namespace;
use crate::observer::LogObserver;
use crate::ports::Machine;
use crate::watch::ChartWatch;

const LONG: &str = "
Explains a value of a chart: what each source says about it, from the weakest to
the one that counts, and which lines of templates read it.

    $ {program} values explain ./web image.tag -f prod.yaml --set image.tag=1.2.3

Sources are the defaults of charts, values files and flags. For a table, every
value in it is explained; without a path, every value that files and flags set
(or, where there are none, every value of the chart).
";

pub(super) static COMMAND: Command = Command {
    flags: &[VALUES, CHART, REGISTRY, &[VERSION]],
    operands: Operands::AtLeast(1),
    complete: Some(complete),
    run: Some(run),
    ..Command::new(
        "explain CHART [PATH]",
        "tell where a value comes from and which templates read it",
        LONG,
    )
};

/// The longest text of a value that is shown whole.
const MAX_SHOWN: usize = 70;

fn complete(request: &CompletionRequest<'_>) -> Candidates {
    if request.operands.is_empty() {
        charts(request)
    } else {
        (Vec::new(), Directive::NO_FILES)
    }
}

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let (reference, path) = match flags.operands() {
        [reference] => (reference, ""),
        [reference, path] => (reference, path.as_str()),
        _ => {
            return Err(CliError::new(
                "expected a chart and at most one path of a value",
            ));
        }
    };
    let watch = ChartWatch::start(context.environment)?;
    let location = locate_chart(reference, flags, context)?;
    let values = gather_values(flags, context)?;
    let observer = LogObserver::new(context.dialect);
    let chart = load_chart(&location, context, &observer)?;
    let path: ValuePath = match path.strip_prefix(".Values.").unwrap_or(path).parse() {
        Ok(path) => path,
        Err(never) => match never {},
    };
    let request = ExplainRequest {
        chart,
        values,
        path,
        release_name: "release-name".into(),
        namespace: namespace(context.settings, context.environment),
        limits: watch.render_limits(),
    };
    let ports = Machine::new(context.environment).watched_by(&watch);
    let cx = steersman_ops::Context {
        dialect: context.dialect,
        ports: &ports,
        observer: &observer,
    };
    let outcome = explain(&cx, &request, &mut read_values_file)
        .map_err(|error| CliError::from_error(&error).diagnosed(error.diagnostics()))?;
    observer.print(&mut context.printer);
    print(&outcome, &request.path, context)
}

fn print(
    outcome: &ExplainOutcome,
    asked: &ValuePath,
    context: &mut Context<'_>,
) -> Result<(), CliError> {
    if let [value] = outcome.values.as_slice()
        && value.value.is_none()
        && value.contributions.is_empty()
        && value.readers.is_empty()
    {
        let error = CliError::new(format!("there is no value {asked}"));
        return Err(match &outcome.nearest {
            Some(nearest) => error.hint(format!("did you mean `{nearest}`?")),
            None => error,
        });
    }
    let mut text = String::new();
    for (n, value) in outcome.values.iter().enumerate() {
        if n > 0 {
            text.push('\n');
        }
        push_value(value, &mut text);
    }
    context.printer.data(text)?;
    if let Some(failure) = &outcome.render_failure {
        let first = failure.lines().next().unwrap_or_default();
        context.printer.talk(&format!(
            "warning: not all readers are known, because the templates do not run to their end: {first}\n"
        ));
    }
    Ok(())
}

fn push_value(value: &ExplainedValue, text: &mut String) {
    let shown = value
        .value
        .as_ref()
        .map_or_else(|| "(not set)".into(), show);
    let mut line = |text_of_line: std::fmt::Arguments<'_>| {
        text.write_fmt(text_of_line)
            .expect("writing to a string cannot fail");
    };
    line(format_args!("{} = {shown}\n", value.path));
    let places: Vec<_> = value.contributions.iter().map(place).collect();
    let width = places.iter().map(|place| place.chars().count()).max();
    let width = width.unwrap_or_default();
    for (n, (contribution, place)) in value.contributions.iter().zip(&places).enumerate() {
        let mark = if n + 1 == places.len() { '*' } else { ' ' };
        let said = show(&contribution.value);
        line(format_args!("  {mark} {place:width$}  {said}\n"));
    }
    if value.readers.is_empty() {
        line(format_args!("  read by no template\n"));
        return;
    }
    line(format_args!("  read by\n"));
    let places: Vec<_> = value
        .readers
        .iter()
        .map(|read| format!("{}:{}", read.file, read.line))
        .collect();
    let width = places.iter().map(|place| place.chars().count()).max();
    let width = width.unwrap_or_default();
    for (read, place) in value.readers.iter().zip(&places) {
        let source = steersman_diag::escape_controls(&read.text);
        line(format_args!("    {place:width$}  {source}\n"));
    }
}

fn place(contribution: &Contribution) -> String {
    match &contribution.place {
        Some(place) => format!("{}:{}:{}", contribution.origin, place.line, place.column),
        None => contribution.origin.to_string(),
    }
}

/// A value as JSON, cut when it is long.
fn show(tree: &Tree) -> String {
    let mut json = Vec::new();
    append_json(&mut json, tree);
    let json = String::from_utf8_lossy(&json);
    if json.chars().count() <= MAX_SHOWN {
        return json.into_owned();
    }
    json.chars().take(MAX_SHOWN - 1).chain(['…']).collect()
}
