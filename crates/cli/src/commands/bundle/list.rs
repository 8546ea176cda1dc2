//! `bundle list`: what a bundle has.

use std::path::Path;

use steersman_bundle::{Bundle, BundleError};

use crate::command::{Candidates, Command, CompletionRequest, Directive, Invocation, Operands};
use crate::context::Context;
use crate::error::CliError;
use crate::output::{OUTPUT, OutputFormat, document};
use crate::table::table;

const LONG: &str = "
Checks a bundle and lists the charts in it, why they are there, and the images that
they would run.
";

pub(super) static COMMAND: Command = Command {
    aliases: &["ls"],
    flags: &[&[OUTPUT]],
    operands: Operands::Exactly(1),
    complete: Some(complete),
    run: Some(run),
    ..Command::new("list FILE", "list the charts in a bundle", LONG)
};

/// The first operand is a file.
pub(super) fn complete(request: &CompletionRequest<'_>) -> Candidates {
    match request.operands {
        [] => (Vec::new(), Directive::DEFAULT),
        _ => (Vec::new(), Directive::NO_FILES),
    }
}

/// Opens a bundle.
pub(super) fn open(path: &str) -> Result<Bundle, CliError> {
    Bundle::open(Path::new(path)).map_err(|error| explain(&error))
}

/// What is wrong with a bundle.
pub(super) fn explain(error: &BundleError) -> CliError {
    let failure = CliError::from_error(error);
    error.hint().into_iter().fold(failure, CliError::hint)
}

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let bundle = open(&invocation.operands()[0])?;
    let format = OutputFormat::of(&invocation.flags);
    if format == OutputFormat::Table {
        return context.printer.data(text(&bundle));
    }
    let mut listing = bundle.listing().clone();
    if listing.charts.is_empty() {
        // Another program made it.
        let charts = bundle.charts().iter();
        listing.charts = charts
            .map(|chart| steersman_bundle::ListedChart {
                name: chart.name.clone(),
                version: chart.version.clone(),
                digest: chart.archive.digest.clone(),
                provenance: chart
                    .provenance
                    .as_ref()
                    .map(|part| part.digest.clone())
                    .unwrap_or_default(),
                ..Default::default()
            })
            .collect();
    }
    let json = serde_json::to_vec(&listing).map_err(|error| CliError::from_error(&error))?;
    context.printer.data(document(json, format)?)
}

fn text(bundle: &Bundle) -> String {
    let header = ["NAME", "VERSION", "SIGNED", "NEEDED BY", "DIGEST"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for chart in bundle.charts() {
        let listed = bundle.listing().charts.iter();
        let needed_by = listed
            .filter(|listed| listed.name == chart.name && listed.version == chart.version)
            .flat_map(|listed| listed.needed_by.iter().cloned())
            .collect::<Vec<_>>()
            .join(", ");
        let signed = if chart.provenance.is_some() {
            "yes"
        } else {
            "no"
        };
        rows.push(vec![
            chart.name.clone(),
            chart.version.clone(),
            signed.to_owned(),
            needed_by,
            chart.archive.digest.clone(),
        ]);
    }
    let mut text = table(&rows, 0);
    let images = &bundle.listing().images;
    if !images.is_empty() {
        text.push_str("\nIMAGES\n");
        text.extend(images.iter().flat_map(|image| [image.as_str(), "\n"]));
    }
    text
}
