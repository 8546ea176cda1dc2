//! `images`: which container images a chart would run.

use std::path::Path;

use steersman_ops::images::{Image, ImagesError, images};
use steersman_ops::template::{Hooks, TemplateRequest};

use crate::charts::{gather_values, load_complete, locate_chart};
use crate::command::{
    Candidates, Command, CompletionRequest, Directive, Flag, FlagKind, Flags, Invocation, Operands,
    quote,
};
use crate::commands::complete::{charts, versions_of};
use crate::commands::groups::{CHART, REGISTRY, VALUES, VERSION};
use crate::context::Context;
use crate::error::CliError;
use crate::kubeconfig::namespace;
use crate::observer::LogObserver;
use crate::ports::Machine;
use crate::watch::ChartWatch;

use super::print::{Form, print};

const LONG: &str = "
Lists the container images that a chart would run with these values, each once: those
of containers and init containers in every object and hook, and those that pods mount.

    $ {program} images example/web -f production.yaml

One line for each is what scripts need:

    $ {program} images ./web | while read image; do skopeo copy docker://$image ...; done

Custom resources may name images in fields of their own. What looks like one is listed
with --guess, and marked in JSON and YAML.
";

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag::new("api-versions", FlagKind::Strings, "Kubernetes api versions used for Capabilities.APIVersions (multiple can be specified)").short('a'),
    Flag::switch("dependency-update", "update dependencies if they are missing before rendering the chart"),
    Flag::switch("guess", "list what looks like an image in custom resources, too"),
    Flag::text("kube-version", "Kubernetes version used for Capabilities.KubeVersion"),
    Flag::switch("mirrored", "name the images as the mirror rules do"),
    Flag::text("output", "prints the output in the specified format. Allowed values: text, json, yaml").short('o').or("text").complete(complete_forms),
    Flag::text("release-name", "name of the release that templates see").or("release-name"),
    Flag::switch("skip-tests", "leave out what only tests run"),
];

pub(in crate::commands) static COMMAND: Command = Command {
    flags: &[
        FLAGS,
        VALUES,
        CHART,
        REGISTRY,
        &[VERSION.complete(complete_version)],
    ],
    operands: Operands::Exactly(1),
    complete: Some(complete),
    run: Some(run),
    own: true,
    ..Command::new(
        "images CHART",
        "list the container images that a chart would run",
        LONG,
    )
};

fn complete(request: &CompletionRequest<'_>) -> Candidates {
    if request.operands.is_empty() {
        charts(request)
    } else {
        (Vec::new(), Directive::NO_FILES)
    }
}

fn complete_version(request: &CompletionRequest<'_>) -> Candidates {
    versions_of(0, request)
}

fn complete_forms(_: &CompletionRequest<'_>) -> Candidates {
    let names = Form::NAMES.iter().map(|(name, _)| (*name).to_owned());
    (names.collect(), Directive::NO_FILES)
}

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let form = flags.text_given("output").unwrap_or("text");
    let form = Form::of(form).ok_or_else(|| {
        CliError::new(format!(
            "invalid output format {}: must be one of: text, json, yaml",
            quote(form)
        ))
    })?;
    let path = locate_chart(&invocation.operands()[0], flags, context)?;
    let found = find_in(&path, flags, context)?;
    print(found, form, flags, context)
}

/// Renders the chart at a path, and lists its images.
///
/// # Errors
/// Why it cannot be rendered.
pub(in crate::commands) fn find_in(
    path: &Path,
    flags: &Flags,
    context: &mut Context<'_>,
) -> Result<Vec<Image>, CliError> {
    let watch = ChartWatch::start(context.environment)?;
    let values = gather_values(flags, context)?;
    let observer = LogObserver::new(context.dialect);
    let chart = load_complete(path, flags, context, &observer)?;
    watch.expect_templates(chart.template_count());
    let mut request = TemplateRequest::new(chart, values.table);
    request.namespace = namespace(context.settings, context.environment);
    if let Some(name) = flags.text_given("release-name") {
        name.clone_into(&mut request.release_name);
    }
    request.kube_version = flags.text_given("kube-version").map(str::to_owned);
    request.api_versions = flags.list("api-versions").to_vec();
    if flags.switch("skip-tests") {
        request.hooks = Hooks::WithoutTests;
    }
    request.limits = watch.render_limits();
    let ports = Machine::new(context.environment).watched_by(&watch);
    let cx = steersman_ops::Context {
        dialect: context.dialect,
        ports: &ports,
        observer: &observer,
    };
    let found = images(&cx, request).map_err(|error| explain(&error));
    observer.print(&mut context.printer);
    found
}

fn explain(error: &ImagesError) -> CliError {
    let failure = CliError::from_error(error);
    match error {
        ImagesError::Template(error) => failure.diagnosed(error.diagnostics()),
        _ => failure,
    }
}
