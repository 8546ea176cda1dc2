//! `install`: makes the objects of a chart in a cluster.

use steersman_ops::install::{InstallRequest, Namespaces, OnNameInUse, install};
use steersman_ops::{CrdPolicy, ServerSide, Trial};
use steersman_release::Release;

use crate::command::{Command, Flag, Flags, Invocation, Operands};
use crate::context::Context;
use crate::error::CliError;
use crate::log::Level;
use crate::output::OUTPUT;
use crate::post_renderer::post_renderer;
use crate::text_template::sprig_template;
use crate::time::now;

use super::change::{
    CRDS, DRY_RUN, EVENTS, ON_INTERRUPTED, Provenance, Reach, Surroundings, crd_policy, dry_run,
    explain, load, on_interrupted, print_release, render_settings, run_hooks, wait_settings,
    write_settings,
};
use super::groups::{CHART, REGISTRY, VALUES};
use super::template::{INSTALL, INSTALL_VERSION, complete_chart};

const LONG: &str = "
Installs a chart: renders its templates and makes the objects in a cluster, as a
release with a name.

    $ {program} install web ./chart

The chart is a folder or an archive on this machine. Values come from files and
from flags; later ones win:

    $ {program} install web ./chart -f production.yaml --set replicas=3

With --wait the command ends when everything is ready; with --rollback-on-failure
everything is removed again when something fails. To see what would be made:

    $ {program} install web ./chart --dry-run=server --hide-secret
";

#[rustfmt::skip]
pub(super) const FLAGS: &[Flag] = &[
    CRDS,
    DRY_RUN,
    EVENTS,
    Flag::switch("hide-notes", "if set, do not show notes in install output. Does not affect presence in chart metadata"),
    Flag::switch("hide-secret", "hide Kubernetes Secrets when also using the --dry-run flag"),
    ON_INTERRUPTED,
    OUTPUT,
    Flag::switch("render-subchart-notes", "if set, render subchart notes along with the parent"),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS, INSTALL, INSTALL_VERSION, VALUES, CHART, REGISTRY],
    exclusive: &[
        &["force-replace", "force-conflicts"],
        &["force", "force-conflicts"],
    ],
    operands: Operands::AtLeast(1),
    complete: Some(complete_chart),
    run: Some(run),
    ..Command::new("install [NAME] [CHART]", "install a chart", LONG)
};

/// What an installation takes from flags that only some commands have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// Whether it is only tried.
    pub(super) trial: Trial,
    /// What happens when there is a release of that name.
    pub(super) on_name_in_use: OnNameInUse,
    /// Who computes what changes.
    pub(super) server_side: ServerSide,
    /// What comes before errors.
    pub(super) prefix: &'static str,
}

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let manner = Manner {
        trial: dry_run(flags, context)?,
        on_name_in_use: if flags.switch("replace") {
            OnNameInUse::Replace
        } else {
            OnNameInUse::Refuse
        },
        server_side: match flags.switch_given("server-side") {
            Some(false) => ServerSide::Off,
            _ => ServerSide::On,
        },
        prefix: "INSTALLATION FAILED: ",
    };
    let mut surroundings = Surroundings::new(context)?.telling(flags, context)?;
    if let Some(first) = flags.operands().first() {
        surroundings = surroundings.announcing(first);
    }
    let release = run_install(context, flags, &surroundings, manner)?;
    print_release(&release, flags, context)
}

/// Installs what the flags say.
///
/// # Errors
/// Helm's, with the words of `manner` before.
pub(super) fn run_install(
    context: &mut Context<'_>,
    flags: &Flags,
    surroundings: &Surroundings,
    manner: Manner,
) -> Result<Release, CliError> {
    let namespace = surroundings.releases.namespace.clone();
    let (request, provenance) = install_request(context, flags, &namespace, manner)?;
    let reach = match manner.trial {
        Trial::Client => Reach::Machine,
        Trial::Server | Trial::No => Reach::Cluster,
    };
    surroundings
        .run(context, reach, |cx| install(cx, request))
        .map_err(|error| explain(manner.prefix, &error, &provenance, context))
}

/// What the flags ask for, and where the chart and its values come from.
///
/// # Errors
/// Helm's, with the words of `manner` before.
pub(super) fn install_request(
    context: &mut Context<'_>,
    flags: &Flags,
    namespace: &str,
    manner: Manner,
) -> Result<(InstallRequest, Provenance), CliError> {
    let prefixed = |mut error: CliError| {
        error.message.insert_str(0, manner.prefix);
        error
    };
    let version = flags.text("version");
    context.printer.log(
        Level::Debug,
        "Original chart version",
        &[("version", version)],
    );
    let (name, reference) = name_and_chart(flags, context).map_err(prefixed)?;
    let loaded = load(reference, flags, context).map_err(prefixed)?;
    let (chart, values, limits, provenance) = loaded.split();
    let mut request = InstallRequest::new(chart, values, &name, namespace);
    request.common.description = flags.text_given("description").map(str::to_owned);
    request.common.description = request.common.description.filter(|text| !text.is_empty());
    request.labels = flags.pairs("labels");
    request.common.trial = manner.trial;
    request.on_name_in_use = manner.on_name_in_use;
    if flags.switch("create-namespace") {
        request.namespaces = Namespaces::Create;
    }
    request.crds = crd_policy(flags, CrdPolicy::Install).map_err(prefixed)?;
    request.common.hooks = run_hooks(flags);
    request.render = render_settings(flags, limits);
    request.render.post_render = post_renderer(flags, context)?;
    request.common.write = write_settings(flags, manner.server_side);
    request.common.wait = wait_settings(flags);
    request.common.on_interrupted = on_interrupted(flags).map_err(prefixed)?;
    request.undo_on_failure = flags.switch("rollback-on-failure") || flags.switch("atomic");
    Ok((request, provenance))
}

/// The name of the release and the reference of the chart.
fn name_and_chart<'a>(
    flags: &'a Flags,
    context: &Context<'_>,
) -> Result<(String, &'a str), CliError> {
    let template = flags.text("name-template");
    let generate = flags.switch("generate-name");
    match flags.operands() {
        [_, _] if generate => Err(CliError::new(
            "cannot set --generate-name and also specify a name",
        )),
        [_, _] if !template.is_empty() => Err(CliError::new(
            "cannot set --name-template and also specify a name",
        )),
        [name, chart] => Ok((name.clone(), chart)),
        [chart] if !template.is_empty() => {
            let name = sprig_template("name-template", template, context)?;
            Ok((String::from_utf8_lossy(&name).into_owned(), chart))
        }
        [chart] if generate => Ok((generated_name(chart), chart)),
        [_] => Err(CliError::new(
            "must either provide a name or specify --generate-name",
        )),
        operands => Err(CliError::new(format!(
            "expected at most two arguments, unexpected arguments: {}",
            operands.get(2..).unwrap_or_default().join(", ")
        ))),
    }
}

/// The last part of the reference up to its first dot, and the time.
fn generated_name(reference: &str) -> String {
    let trimmed = reference.trim_end_matches('/');
    let base = trimmed.rsplit('/').next().unwrap_or_default();
    let base = match base {
        "" | "." => "chart",
        base => base.split('.').next().unwrap_or_default(),
    };
    format!("{base}-{}", now().seconds)
}
