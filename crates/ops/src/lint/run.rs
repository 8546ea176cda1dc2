use steersman_lint::{ChartFolder, LintRequest as Rules, Linted};
use steersman_render::{KubeVersion, RenderLimits};
use steersman_value::Table;

use super::LintOutcome;
use crate::event::tell_checked;
use crate::{Context, Event};

/// Charts, and how to check them.
#[derive(Clone, Copy, Debug)]
pub struct LintRequest<'a> {
    /// The charts as the user calls them.
    pub paths: &'a [String],
    /// The user's values.
    pub values: &'a Table,
    /// The namespace that templates see.
    pub namespace: &'a str,
    /// The version of Kubernetes, when not the usual one.
    pub kube_version: Option<&'a KubeVersion>,
    /// Whether values are not checked against schemas.
    pub skip_schema_validation: bool,
    /// Whether values of the user that no template reads are findings.
    pub unused: bool,
    /// Whether warnings fail a chart.
    pub strict: bool,
    /// Whether only warnings and errors are told.
    pub quiet: bool,
    /// What the templates may use.
    pub limits: RenderLimits,
}

/// Checks charts one after the other.
///
/// `read` gets a chart by its path; its error is the text after `Error `.
pub fn lint(
    context: &Context<'_>,
    request: &LintRequest<'_>,
    read: &mut dyn FnMut(&str) -> Result<ChartFolder, String>,
) -> LintOutcome {
    let mut outcome = LintOutcome::default();
    for path in request.paths {
        let result = read(path).map(|folder| check(context, request, &folder));
        outcome.add(path, result, request);
    }
    outcome
}

fn check(context: &Context<'_>, request: &LintRequest<'_>, folder: &ChartFolder) -> Linted {
    let rules = Rules {
        folder,
        values: request.values,
        namespace: request.namespace,
        kube_version: request.kube_version,
        skip_schema_validation: request.skip_schema_validation,
        dialect: context.dialect,
        limits: request.limits,
        unused: request.unused,
    };
    let linted = steersman_lint::lint(&rules, context.ports);
    for notice in &linted.notices {
        context.observer.event(&Event::Chart(notice));
    }
    if let Some(chart) = &linted.checked {
        tell_checked(chart, context.observer);
    }
    linted
}
