//! `upgrade`: brings a release to another chart or other values.

use steersman_ops::install::OnNameInUse;
use steersman_ops::upgrade::{OnFailure, UpgradeRequest, ValuesReuse, upgrade};
use steersman_ops::{CrdPolicy, ReleaseError, ServerSide, Trial, check_dependencies};
use steersman_release::{History, Query, Release, Status, StoreError};

use crate::command::{Command, Flag, Flags, Invocation, Operands, quote};
use crate::context::Context;
use crate::error::CliError;
use crate::log::Level;
use crate::observer::LogObserver;
use crate::output::{OUTPUT, OutputFormat};
use crate::ports::Machine;
use crate::post_renderer::post_renderer;

use super::change::{
    COMMON, CRDS, DRY_RUN, HISTORY_MAX, ON_INTERRUPTED, Provenance, Reach, SERVER_SIDE,
    Surroundings, UPGRADE, complete_upgrade, crd_policy, dry_run, explain, load, on_interrupted,
    print_release, render_settings, run_hooks, server_side, wait_settings, write_settings,
};
use super::groups::{CHART, REGISTRY, VALUES};
use super::install::{Manner, run_install};

const LONG: &str = "
Upgrades a release to another version of its chart, or to other values.

    $ {program} upgrade web ./chart --set image.tag=2.0

Values that are given replace those of the release; without any the values of the
release stay. --reuse-values puts the new values over the old ones, together with
the defaults of the old chart; --reset-then-reuse-values takes the defaults of the
new one; --reset-values forgets the old values.

With --install a release that does not exist is installed, so that one command
does for both:

    $ {program} upgrade --install web ./chart --wait
";

pub(super) const FLAGS: &[Flag] = &[
    CRDS,
    DRY_RUN,
    HISTORY_MAX,
    ON_INTERRUPTED,
    OUTPUT,
    SERVER_SIDE,
];

/// What comes before errors.
pub(super) const PREFIX: &str = "UPGRADE FAILED: ";

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS, UPGRADE, COMMON, VALUES, CHART, REGISTRY],
    exclusive: &[
        &["force-replace", "force-conflicts"],
        &["force", "force-conflicts"],
    ],
    operands: Operands::Exactly(2),
    complete: Some(complete_upgrade),
    run: Some(run),
    ..Command::new("upgrade [RELEASE] [CHART]", "upgrade a release", LONG)
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let trial = dry_run(flags, context)?;
    let is_table = OutputFormat::of(flags) == OutputFormat::Table;
    let name = &flags.operands()[0];
    let surroundings = Surroundings::new(context)?
        .telling(flags, context)?
        .announcing(name);
    if flags.switch("install") && install_first(&surroundings, name)? {
        if is_table {
            context.printer.data(format!(
                "Release {} does not exist. Installing it now.\n",
                quote(name)
            ))?;
        }
        let manner = Manner {
            trial,
            on_name_in_use: OnNameInUse::Replace,
            server_side: match flags.text("server-side") {
                "false" => ServerSide::Off,
                _ => ServerSide::On,
            },
            prefix: "",
        };
        let release = run_install(context, flags, &surroundings, manner)?;
        return print_release(&release, flags, context);
    }
    let release = run_upgrade(context, flags, &surroundings, trial)?;
    if is_table {
        context.printer.data(format!(
            "Release {} has been upgraded. Happy Helming!\n",
            quote(name)
        ))?;
    }
    print_release(&release, flags, context)
}

/// Whether there is no release of that name, or only one that was uninstalled.
pub(super) fn install_first(surroundings: &Surroundings, name: &str) -> Result<bool, CliError> {
    let query = Query {
        name: Some(name),
        status: None,
    };
    match surroundings.releases.store.query(&query) {
        Ok(records) => Ok(History::new(records).last().is_none_or(|last| {
            matches!(last.info.status, Status::Uninstalled | Status::Uninstalling)
        })),
        Err(StoreError::NotFound) => Ok(true),
        Err(error) => Err(CliError::from_error(&error)),
    }
}

fn run_upgrade(
    context: &mut Context<'_>,
    flags: &Flags,
    surroundings: &Surroundings,
    trial: Trial,
) -> Result<Release, CliError> {
    let namespace = surroundings.releases.namespace.clone();
    let (mut request, provenance) = upgrade_request(context, flags, &namespace)?;
    request.common.trial = trial;
    let reach = match trial {
        Trial::Client => Reach::Machine,
        Trial::Server | Trial::No => Reach::Cluster,
    };
    surroundings
        .run(context, reach, |cx| upgrade(cx, request))
        .map_err(|error: ReleaseError| explain(PREFIX, &error, &provenance, context))
}

/// What the flags ask for, and where the chart and its values come from.
///
/// # Errors
/// Helm's.
pub(super) fn upgrade_request(
    context: &mut Context<'_>,
    flags: &Flags,
    namespace: &str,
) -> Result<(UpgradeRequest, Provenance), CliError> {
    let loaded = load(&flags.operands()[1], flags, context)?;
    check(context, &loaded.chart)?;
    let server_side =
        server_side(flags).map_err(|error| CliError::new(format!("{PREFIX}{error}")))?;
    let (chart, values, limits, provenance) = loaded.split();
    let mut request = UpgradeRequest::new(chart, values, &flags.operands()[0], namespace);
    request.reuse = values_reuse(flags);
    request.common.description = flags.text_given("description").map(str::to_owned);
    request.common.description = request.common.description.filter(|text| !text.is_empty());
    request.labels = flags.pairs("labels");
    request.crds = crd_policy(flags, CrdPolicy::Skip)?;
    request.common.hooks = run_hooks(flags);
    request.render = render_settings(flags, limits);
    request.render.post_render = post_renderer(flags, context)?;
    request.common.write = write_settings(flags, server_side);
    request.common.wait = wait_settings(flags);
    request.common.on_interrupted = on_interrupted(flags)?;
    request.history_max = history_max(flags, context);
    request.on_failure = OnFailure {
        roll_back: flags.switch("rollback-on-failure") || flags.switch("atomic"),
        clean_up: flags.switch("cleanup-on-fail"),
    };
    Ok((request, provenance))
}

/// How many revisions are kept.
pub(super) fn history_max(flags: &Flags, context: &Context<'_>) -> usize {
    let given = flags.int_given("history-max");
    let max = given.unwrap_or(context.settings.max_history);
    usize::try_from(max).unwrap_or_default()
}

/// Checks that the chart has its dependencies, and tells when it is deprecated.
fn check(context: &mut Context<'_>, chart: &steersman_chart::Chart) -> Result<(), CliError> {
    let ports = Machine::new(context.environment);
    let observer = LogObserver::new(context.dialect);
    let cx = steersman_ops::Context {
        dialect: context.dialect,
        ports: &ports,
        observer: &observer,
    };
    check_dependencies(chart, &cx).map_err(|error| CliError::from_error(&error))?;
    if chart.metadata.deprecated {
        context
            .printer
            .log(Level::Warn, "this chart is deprecated", &[]);
    }
    Ok(())
}

fn values_reuse(flags: &Flags) -> ValuesReuse {
    if flags.switch("reset-values") {
        ValuesReuse::Reset
    } else if flags.switch("reuse-values") {
        ValuesReuse::Reuse
    } else if flags.switch("reset-then-reuse-values") {
        ValuesReuse::ResetThenReuse
    } else {
        ValuesReuse::WhenNoneGiven
    }
}
