//! `bundle create`: gathers charts into one file.

use std::collections::BTreeSet;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use steersman_bundle::{BundleChart, BundleError, BundleWriter};
use steersman_repo::{ContentCache, Kind};

use crate::bundle::{Gathered, gather};
use crate::command::{Command, Flag, Flags, Invocation, Operands};
use crate::commands::complete::charts;
use crate::commands::groups::{CHART, REGISTRY, VALUES, VERSION};
use crate::commands::images::find_in;
use crate::context::Context;
use crate::error::CliError;

const LONG: &str = "
Writes charts into one file, with the charts that they depend on and with the
provenance files that there are. A chart is a folder, an archive, REPOSITORY/CHART,
a URL, or a reference to a registry; REPOSITORY/CHART@VERSION names a version.

    $ {program} bundle create example/web@1.2.0 ./shop -f production.yaml -o charts.tar

Dependencies come from where the chart says, in the versions of its lock. They are in
its archive already; with --skip-dependencies they are not in the file once more.

The images that the charts would run with these values are listed in the file. They
are not in it: copy them with a program for images.
";

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag::text("output", "the file to write").short('o'),
    Flag::switch("skip-dependencies", "leave out the charts that others depend on"),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS, VALUES, CHART, REGISTRY, &[VERSION]],
    operands: Operands::AtLeast(1),
    complete: Some(charts),
    run: Some(run),
    ..Command::new(
        "create CHART... -o FILE",
        "write charts into one file",
        LONG,
    )
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let output = flags.text("output");
    if output.is_empty() {
        return Err(CliError::new("--output is required: the file to write"));
    }
    let charts = gather(flags, context)?;
    let images = list_images(&charts, flags, context);
    write(Path::new(output), &charts, &images, context)?;
    let mut text = String::new();
    for chart in &charts {
        let (name, version) = (&chart.metadata.name, &chart.metadata.version);
        let signed = if chart.provenance.is_some() {
            ", signed"
        } else {
            ""
        };
        let digest = chart.digest.to_string();
        text.extend([name, " ", version, " ", &digest, signed, "\n"]);
    }
    context.printer.data(text)
}

/// The images of the charts that the user named. A chart that needs values to be rendered is told of.
fn list_images(charts: &[Gathered], flags: &Flags, context: &mut Context<'_>) -> Vec<String> {
    let mut names = BTreeSet::new();
    for chart in charts.iter().filter(|chart| chart.is_wanted) {
        let path = cache(context).path(&chart.digest, Kind::Chart);
        match find_in(&path, flags, context) {
            Ok(found) => {
                let sure = found.into_iter().filter(|image| !image.is_guess());
                names.extend(sure.map(|image| image.name));
            }
            Err(error) => {
                let name = &chart.metadata.name;
                let first = error.message.lines().next().unwrap_or_default();
                context.printer.talk(&format!(
                    "warning: the images of {name} are not listed, because it cannot be rendered with these values: \
                     {first}\n"
                ));
            }
        }
    }
    names.into_iter().collect()
}

fn cache(context: &Context<'_>) -> ContentCache {
    ContentCache::new(&context.settings.content_cache)
}

/// Writes the bundle beside its place, and then puts it there.
fn write(
    path: &Path,
    charts: &[Gathered],
    images: &[String],
    context: &Context<'_>,
) -> Result<(), CliError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = write_to(&temporary, charts, images, context)
        .and_then(|()| Ok(fs_err::rename(&temporary, path)?));
    if written.is_err() {
        // The first error is the one that matters.
        drop(fs_err::remove_file(&temporary));
    }
    written
}

fn write_to(
    path: &Path,
    charts: &[Gathered],
    images: &[String],
    context: &Context<'_>,
) -> Result<(), CliError> {
    let failed = |error: BundleError| CliError::from_error(&error);
    let file = fs_err::File::create(path)?;
    let mut writer = BundleWriter::new(BufWriter::new(file)).map_err(failed)?;
    for chart in charts {
        let kept = cache(context).get(&chart.digest, Kind::Chart);
        let (_, archive) =
            kept.ok_or_else(|| CliError::new("the chart is not in the content cache any more"))?;
        let registry = chart.registry.as_ref();
        writer
            .add(&BundleChart {
                provenance: chart.provenance.as_deref(),
                registry: registry.map(|(manifest, config)| (&**manifest, &**config)),
                source: &chart.source,
                needed_by: chart.needed_by.iter().cloned().collect(),
                ..BundleChart::new(&chart.metadata, &archive)
            })
            .map_err(failed)?;
    }
    let mut out = writer.finish(images).map_err(failed)?;
    out.flush()?;
    Ok(out.get_ref().sync_all()?)
}
