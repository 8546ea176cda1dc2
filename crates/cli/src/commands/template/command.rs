//! `template`: renders a chart and prints its manifests.

use std::path::Path;

use steersman_chart::values::{Gathered, Source};
use steersman_ops::template::{Destination, Hooks, TemplateError, TemplateRequest, template};
use steersman_render::RenderError;

use crate::charts::{gather_values, kube_version, load_chart, load_complete, locate_chart};
use crate::command::{Command, Flags, Invocation, Operands};
use crate::context::Context;
use crate::error::CliError;
use crate::findings::schema_findings;
use crate::kubeconfig::namespace;
use crate::log::Level;
use crate::observer::LogObserver;
use crate::ports::Machine;
use crate::post_renderer::post_renderer;
use crate::watch::{ChartWatch, with_limit_advice};

use super::check::Asked;
use super::install_flags::{INSTALL, INSTALL_VERSION, complete_chart};
use crate::commands::groups::{CHART, REGISTRY, VALUES};

const LONG: &str = "
Renders the templates of a chart as an installation would, and prints the manifests.

No cluster is asked, unless --dry-run=server says so: what templates look up is
empty, and nobody checks whether the objects are ones that a cluster would take.
Which versions of Kubernetes and of its APIs templates see can be chosen:

    $ {program} template --kube-version 1.33 --api-versions cert-manager.io/v1 web ./chart

The flag --api-versions can be given more than once, or with commas:

    $ {program} template --api-versions networking.k8s.io/v1,cert-manager.io/v1 web ./chart
";

/// What is added to failures while manifests are made.
pub(super) const DEBUG_ADVICE: &str = "\n\nUse --debug flag to render out invalid YAML";

pub(in crate::commands) static COMMAND: Command = Command {
    flags: &[
        super::flags::FLAGS,
        INSTALL,
        INSTALL_VERSION,
        VALUES,
        CHART,
        REGISTRY,
    ],
    exclusive: &[
        &["force-replace", "force-conflicts"],
        &["force", "force-conflicts"],
        &["validate", "dry-run"],
    ],
    operands: Operands::AtLeast(1),
    complete: Some(complete_chart),
    run: Some(run),
    ..Command::new("template [NAME] [CHART]", "locally render templates", LONG)
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let observer = LogObserver::new(context.dialect);
    let result = render(context, invocation, &observer);
    observer.print(&mut context.printer);
    result
}

fn render(
    context: &mut Context<'_>,
    invocation: &Invocation,
    observer: &LogObserver,
) -> Result<(), CliError> {
    let flags = &invocation.flags;
    // A bad version is refused before anything is loaded.
    kube_version(flags, context.dialect)?;
    let renderer = post_renderer(flags, context)?;
    let asked = super::check::asked(flags, context)?;
    let (name, reference) = super::name::name_and_chart(flags, context)?;
    let version = flags.text("version");
    context.printer.log(
        Level::Debug,
        "Original chart version",
        &[("version", version)],
    );
    let path = locate_chart(reference, flags, context)?;
    // Finding it may mean reading the index of a repository, which is not the chart's work.
    let watch = ChartWatch::start(context.environment)?;
    if flags.switch("dependency-update") {
        watch.expect_downloads();
    }
    let shown = path.to_string_lossy();
    context
        .printer
        .log(Level::Debug, "Chart path", &[("path", &shown)]);
    let Gathered { table, sources } = gather_values(flags, context)?;
    let chart = load_complete(&path, flags, context, observer)?;
    watch.expect_templates(chart.template_count());
    let mut request = TemplateRequest::new(chart, table);
    request.release_name = name;
    request.namespace = namespace(context.settings, context.environment);
    fill_request(&mut request, flags);
    request.post_render = renderer;
    request.watch = super::watch::watch(flags, !request.values.is_empty(), context);
    request.show_rendered_on_failure = context.settings.debug;
    request.limits = watch.render_limits();
    request.limits.leaves_memory = true;
    let rendered = if asked == Asked::default() {
        let ports = Machine::new(context.environment).watched_by(&watch);
        let cx = steersman_ops::Context {
            dialect: context.dialect,
            ports: &ports,
            observer,
        };
        template(&cx, request)
    } else {
        observer.drain(&mut context.printer);
        super::cluster::render(request, asked, context)?
    };
    match rendered {
        Ok(outcome) => {
            super::files::write_documents(&outcome.documents, flags, context)?;
            context.printer.data(&outcome.stdout)?;
            super::watch::tell(&outcome, flags, context)
        }
        Err(failure) => {
            super::files::write_documents(&failure.documents, flags, context)?;
            context.printer.data(&failure.stdout)?;
            Err(explain(&failure.error, &path, &sources, context))
        }
    }
}

/// The error with its findings.
fn explain(
    error: &TemplateError,
    path: &Path,
    sources: &[Source],
    context: &Context<'_>,
) -> CliError {
    let mut failure = CliError::from_error(error).diagnosed(error.diagnostics());
    if let TemplateError::Render(RenderError::Limit { limit, .. }) = error {
        failure = with_limit_advice(failure, *limit);
    } else if error.is_render_phase() && !context.settings.debug {
        failure.message.push_str(DEBUG_ADVICE);
    }
    if let TemplateError::Render(RenderError::Schema(error)) = error
        && let Ok(chart) = load_chart(path, context, &LogObserver::new(context.dialect))
    {
        let findings = schema_findings(error, &chart, sources, context.dialect);
        failure = failure.diagnosed(findings);
    }
    failure
}

fn fill_request(request: &mut TemplateRequest, flags: &Flags) {
    request.is_upgrade = flags.switch("is-upgrade");
    request.labels = flags.pairs("labels");
    request.take_ownership = flags.switch("take-ownership");
    request.skip_crds = flags.switch("skip-crds");
    request.kube_version = flags.text_given("kube-version").map(str::to_owned);
    request.api_versions = flags.list("api-versions").to_vec();
    request.include_crds = flags.switch("include-crds");
    request.hooks = match (flags.switch("no-hooks"), flags.switch("skip-tests")) {
        (true, _) => Hooks::None,
        (false, true) => Hooks::WithoutTests,
        (false, false) => Hooks::All,
    };
    request.show_only = flags.list("show-only").to_vec();
    request.skip_schema_validation = flags.switch("skip-schema-validation");
    request.dns = flags.switch("enable-dns");
    request.destination = match (flags.text("output-dir"), flags.switch("release-name")) {
        ("", _) => Destination::Stream,
        (_, false) => Destination::Files,
        (_, true) => Destination::FilesByRelease,
    };
}
