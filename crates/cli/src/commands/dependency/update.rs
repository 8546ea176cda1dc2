//! `dependency update` and `dependency build`: put dependencies into `charts/`.

use steersman_chart::archive::Limits;
use steersman_store::DependencyRequest;

use crate::command::{Command, Flag, Invocation, Operands};
use crate::commands::groups::REGISTRY;
use crate::context::Context;
use crate::dependency_download::Verify;
use crate::dependency_sources::run_dependencies;
use crate::error::CliError;
use crate::observer::LogObserver;
use crate::paths::clean;
use crate::settings::Settings;
use crate::time::{now, source_date_epoch};
use crate::watch::ChartWatch;

const UPDATE_LONG: &str = "
Brings charts/ up to date with Chart.yaml: the newest versions that the ranges
allow are looked up and put there, and charts that are no longer wanted go.

Which versions were taken is written to Chart.lock, so that '{program} dependency
build' can put the same ones there again.
";

const BUILD_LONG: &str = "
Puts the dependencies into charts/ in the versions that Chart.lock names.

Versions are not looked up again; that is what '{program} dependency update' does,
and what this command does too when there is no lock.
";

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag::text("keyring", "keyring containing public keys").setting(Settings::keyring),
    Flag::switch("skip-refresh", "do not refresh the local repository cache"),
    Flag::switch("verify", "verify the packages against signatures"),
];

const SHARED: Command = Command {
    flags: &[FLAGS, REGISTRY],
    operands: Operands::AtMost(1),
    run: Some(run),
    ..Command::new("", "", "")
};

pub(super) static UPDATE: Command = Command {
    usage: "update CHART",
    aliases: &["up"],
    short: "update charts/ based on the contents of Chart.yaml",
    long: UPDATE_LONG,
    ..SHARED
};

pub(super) static BUILD: Command = Command {
    usage: "build CHART",
    short: "rebuild the charts/ directory based on the Chart.lock file",
    long: BUILD_LONG,
    ..SHARED
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let watch = ChartWatch::start(context.environment)?;
    watch.expect_downloads();
    let path = invocation
        .operands()
        .first()
        .map_or_else(|| ".".into(), |path| clean(path));
    let request = DependencyRequest {
        path: path.into(),
        now: now(),
        epoch: source_date_epoch(context.environment)?,
        refresh: !invocation.flags.switch("skip-refresh"),
        debug: context.settings.debug,
        dialect: context.dialect,
        limits: Limits::of(context.dialect),
    };
    let is_build = invocation.path.command().name() == "build";
    let flags = &invocation.flags;
    let keyring = flags.text_or_default("keyring", context.settings);
    let verify = match (flags.switch("verify"), is_build) {
        (false, _) => Verify::Never,
        (true, true) => Verify::IfPossible(keyring),
        (true, false) => Verify::Always(keyring),
    };
    let result = run_dependencies(&request, is_build, verify, flags, context)?;
    let observer = LogObserver::new(context.dialect);
    for notice in &result {
        observer.notice(notice);
    }
    observer.print(&mut context.printer);
    Ok(())
}
