//! `bundle load`: puts the charts of a bundle where they can be installed from.

use steersman_bundle::{Bundle, BundledChart};
use steersman_chart::archive::Limits;
use steersman_chart::load_archive;
use steersman_chart::pack::archive_name;
use steersman_names::ChartName;
use steersman_oci::Descriptor;
use steersman_semver::Version;

use crate::bundle::{Place, State, Target, Unpacked};
use crate::command::{Command, Flag, Flags, Invocation, Operands};
use crate::commands::groups::REGISTRY;
use crate::context::Context;
use crate::error::CliError;
use crate::provenance::{Candidate, verify_candidate};
use crate::settings::Settings;

use super::list::{complete, explain, open};

const LONG: &str = "
Puts the charts of a bundle into a folder with an index, into a repository with
ChartMuseum's API, or into a registry:

    $ {program} bundle load charts.tar --dir /srv/charts
    $ {program} bundle load charts.tar --repo https://charts.inner.example
    $ {program} bundle load charts.tar oci://registry.inner.example/charts

Everything in the bundle is checked before anything is written. A chart that is there
already stays; another one under the same name and version is an error, unless --force
is given.
";

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag::text("dir", "put the charts into this folder, and write its index.yaml"),
    Flag::switch("force", "replace other charts of the same name and version"),
    Flag::text("keyring", "location of public keys used for verification").setting(Settings::keyring),
    Flag::text("repo", "put the charts into the repository at this URL, or of this name"),
    Flag::text("url", "what URLs in the index of the folder begin with"),
    Flag::switch("verify", "want provenance files of all charts, and verify them first"),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS, REGISTRY],
    operands: Operands::AtLeast(1),
    complete: Some(complete),
    run: Some(run),
    ..Command::new(
        "load FILE [oci://REGISTRY/PATH]",
        "put the charts of a bundle into a folder, repository or registry",
        LONG,
    )
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    if let Some(stranger) = flags.operands().get(2) {
        return Err(CliError::new(format!("unexpected argument: {stranger}")));
    }
    let mut bundle = open(&flags.operands()[0])?;
    let mut charts = Vec::new();
    for chart in bundle.charts().to_vec() {
        charts.push(unpack(chart, &mut bundle, flags, context)?);
    }
    let target = Target::open(flags, context)?;
    let mut new = Vec::new();
    let mut text = String::new();
    for chart in charts {
        let title = format!("{} {}", chart.metadata.name, chart.metadata.version);
        match target.state(&chart)? {
            State::Same => text.extend([title.as_str(), " is there already\n"]),
            State::Other if !flags.switch("force") => {
                return Err(
                    CliError::new(format!("there is another {title} already")).hint(
                        "nothing was written; with --force the one in the bundle takes its place",
                    ),
                );
            }
            State::Absent | State::Other => new.push(chart),
        }
    }
    for chart in new {
        let parts = &chart.chart;
        let archive = read(&parts.archive, &mut bundle)?;
        let config = read(&parts.config, &mut bundle)?;
        let manifest = read(&parts.manifest, &mut bundle)?;
        let provenance = parts.provenance.as_ref();
        let provenance = provenance.map(|part| read(part, &mut bundle)).transpose()?;
        let place = Place {
            archive: &archive,
            provenance: provenance.as_deref(),
            config: &config,
            manifest: &manifest,
        };
        target.put(&chart, &place)?;
        text.extend([
            chart.metadata.name.as_str(),
            " ",
            &chart.metadata.version,
            " loaded\n",
        ]);
    }
    target.finish(context)?;
    context.printer.data(text)
}

fn read(part: &Descriptor, bundle: &mut Bundle) -> Result<Vec<u8>, CliError> {
    bundle.read(part).map_err(|error| explain(&error))
}

/// Reads a chart to see that it is what the bundle says, and that its name can be the name of a file.
fn unpack(
    chart: BundledChart,
    bundle: &mut Bundle,
    flags: &Flags,
    context: &Context<'_>,
) -> Result<Unpacked, CliError> {
    let title = format!("{} {}", chart.name, chart.version);
    let failed = |cause: &str| CliError::new(format!("{title} in the bundle: {cause}"));
    let archive = read(&chart.archive, bundle)?;
    let limits = Limits::of(context.dialect);
    let metadata = load_archive(&archive, context.dialect, &limits)
        .map_err(|error| failed(&CliError::from_error(&error).message))?
        .chart
        .metadata;
    if (&metadata.name, &metadata.version) != (&chart.name, &chart.version) {
        return Err(failed(&format!(
            "its archive has {} {}",
            metadata.name, metadata.version
        )));
    }
    metadata
        .name
        .parse::<ChartName>()
        .map_err(|error| failed(&error.to_string()))?;
    Version::parse(&metadata.version).map_err(|error| failed(&error.to_string()))?;
    let file_name = archive_name(&metadata);
    if flags.switch("verify") {
        let part = chart.provenance.as_ref();
        let part =
            part.ok_or_else(|| failed("it has no provenance file, and --verify wants one"))?;
        let provenance = read(part, bundle)?;
        verify_candidate(&Candidate {
            archive: &archive,
            provenance: &provenance,
            file_name: &file_name,
            keyring: &flags.text_or_default("keyring", context.settings),
        })
        .map_err(|error| failed(&error.message))?;
    }
    Ok(Unpacked {
        chart,
        metadata,
        file_name,
    })
}
