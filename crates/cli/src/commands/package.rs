//! `package`: packs charts into archives.

use steersman_chart::archive::Limits;
use steersman_ops::package::{PackageRequest, prepare_package};
use steersman_store::{DependencyRequest, Purpose, load_folder, save_archive};

use crate::command::{Command, Flag, Invocation};
use crate::context::Context;
use crate::dependency_sources::update_quietly;
use crate::error::CliError;
use crate::observer::LogObserver;
use crate::paths::go_error;
use crate::settings::Settings;
use crate::signer::Signer;
use crate::time::{now, source_date_epoch};
use crate::watch::ChartWatch;

use super::groups::REGISTRY;

const LONG: &str = "
Packs the chart in each folder into an archive with its version in the name,
which is what repositories of charts hold.

Archives are made so that packing the same chart again gives the same bytes:
set SOURCE_DATE_EPOCH to have one time in all of them.
";

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag::text("app-version", "set the appVersion on the chart to this version"),
    Flag::switch("dependency-update", "update dependencies from \"Chart.yaml\" to dir \"charts/\" before packaging").short('u'),
    Flag::text("destination", "location to write the chart.").short('d').or("."),
    Flag::text("key", "name of the key to use when signing. Used if --sign is true"),
    Flag::text("keyring", "location of a public keyring").setting(Settings::keyring),
    Flag::text("passphrase-file", "location of a file which contains the passphrase for the signing key. Use \"-\" in order to read from stdin."),
    Flag::switch("sign", "use a PGP private key to sign this package"),
    Flag::text("version", "set the version on the chart to this semver version"),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS, REGISTRY],
    run: Some(run),
    ..Command::new(
        "package [CHART_PATH] [...]",
        "package a chart directory into a chart archive",
        LONG,
    )
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    if flags.operands().is_empty() {
        return Err(CliError::new(
            "need at least one argument, the path to the chart",
        ));
    }
    let watch = ChartWatch::start(context.environment)?;
    let epoch = source_date_epoch(context.environment)?;
    if flags.switch("sign") {
        if flags.text("key").is_empty() {
            return Err(CliError::new("--key is required for signing a package"));
        }
        if flags
            .text_or_default("keyring", context.settings)
            .is_empty()
        {
            return Err(CliError::new("--keyring is required for signing a package"));
        }
    }
    let mut signer = Signer::of(flags, context.settings);
    let limits = Limits::of(context.dialect);
    let given = |name| {
        flags
            .text_given(name)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    for operand in flags.operands() {
        watch.renew();
        let path = std::path::absolute(operand)?;
        std::fs::metadata(operand)
            .map_err(|error| CliError::new(go_error("stat", operand, &error)))?;
        let observer = LogObserver::new(context.dialect);
        if flags.switch("dependency-update") {
            watch.expect_downloads();
            let request = DependencyRequest {
                path: path.clone(),
                now: now(),
                epoch,
                refresh: true,
                debug: context.settings.debug,
                dialect: context.dialect,
                limits,
            };
            update_quietly(&request, flags, context)?;
        }
        let loaded = load_folder(&path, Purpose::Install, context.dialect, &limits)
            .map_err(|error| CliError::from_error(&error))?;
        let request = PackageRequest {
            chart: loaded.chart,
            version: given("version"),
            app_version: given("app-version"),
            epoch,
        };
        let mut chart = prepare_package(request).map_err(|error| CliError::from_error(&error))?;
        let destination = flags.text_or_default("destination", context.settings);
        let archive = save_archive(&mut chart, destination.as_ref(), now(), context.dialect)
            .map_err(|error| CliError::new(format!("failed to save: {error}")))?;
        loaded
            .notices
            .iter()
            .for_each(|notice| observer.notice(notice));
        observer.print(&mut context.printer);
        if let Some(signer) = &mut signer {
            signer.sign(&archive, &chart.metadata, context)?;
        }
        context.printer.data(format!(
            "Successfully packaged chart and saved it to: {}\n",
            archive.display()
        ))?;
    }
    Ok(())
}
