//! The block of lines that tells how a release stands.

use std::fmt::Write as _;

use steersman_names::HelmDialect;
use steersman_ops::records::{Resources, computed_values};
use steersman_release::{Hook, Release};
use steersman_value::{Tree, Value};

use super::{MISSING, TablePrinter};
use crate::color::Palette;
use crate::context::Context;
use crate::error::CliError;
use crate::moment::Moments;
use crate::output::yaml;

/// What the block has beside what it always has.
#[derive(Debug, Default)]
pub(crate) struct Block<'a> {
    /// The live objects, as tables.
    pub(crate) resources: Option<&'a Resources>,
    /// The lines about the chart.
    pub(crate) shows_chart: bool,
    /// Values, hooks and manifest.
    pub(crate) shows_all: bool,
    /// Leaves out the notes.
    pub(crate) hides_notes: bool,
}

/// The block of a release.
///
/// # Errors
/// Values that do not go together.
pub(crate) fn status_block(
    release: &Release,
    block: &Block<'_>,
    context: &Context<'_>,
) -> Result<String, CliError> {
    let palette = Palette::new(context.settings, context.environment);
    let moments = Moments::new(context.environment);
    let info = &release.info;
    let mut out = format!("NAME: {}\n", release.name);
    let mut line = |key: &str, value: &str| {
        out += &[key, ": ", value, "\n"].concat();
    };
    if info.last_deployed.is_some() {
        line("LAST DEPLOYED", &moments.ansic(info.last_deployed));
    }
    line("NAMESPACE", &palette.namespace(&release.namespace));
    line("STATUS", &palette.status(info.status));
    line("REVISION", &release.version.to_string());
    if block.shows_chart {
        let chart = release.chart_name();
        let part = |part: fn(&steersman_release::ChartName) -> &str| {
            chart.as_ref().map_or(MISSING, part).to_owned()
        };
        line("CHART", &part(|chart| &chart.name));
        line("VERSION", &part(|chart| &chart.version));
        line("APP_VERSION", &part(|chart| &chart.app_version));
    }
    if context.dialect != HelmDialect::V3_22 {
        line("DESCRIPTION", &info.description);
    }
    if let Some(resources) = block.resources.filter(|resources| !resources.is_empty()) {
        push_resources(&mut out, resources);
    }
    push_tests(&mut out, &release.hooks, &moments);
    if block.shows_all {
        push_values(&mut out, release, context)?;
    }
    if block.shows_all || info.description.eq_ignore_ascii_case("Dry run complete") {
        out.push_str("HOOKS:\n");
        for hook in &release.hooks {
            out += &["---\n# Source: ", &hook.path, "\n", &hook.manifest, "\n"].concat();
        }
        out += &["MANIFEST:\n", &release.manifest, "\n"].concat();
    }
    if !block.hides_notes && !info.notes.is_empty() {
        out += &["NOTES:\n", info.notes.trim(), "\n"].concat();
    }
    Ok(out)
}

fn push_resources(out: &mut String, resources: &Resources) {
    out.push_str("RESOURCES:\n");
    let mut printer = TablePrinter::default();
    for (group, objects) in resources {
        *out += &["==> ", group.as_str(), "\n"].concat();
        for object in objects {
            printer.print(object, out);
        }
        out.push('\n');
    }
    out.push('\n');
}

fn push_tests(out: &mut String, hooks: &[Hook], moments: &Moments) {
    let is_test = |hook: &&Hook| hook.events.iter().any(|event| event == "test");
    if !hooks.iter().any(|hook| is_test(&hook)) {
        out.push_str("TEST SUITE: None\n");
        return;
    }
    let started = |hook: &&Hook| hook.last_run.started_at.is_some();
    for hook in hooks.iter().filter(is_test).filter(started) {
        let run = &hook.last_run;
        let written = write!(
            out,
            "TEST SUITE:     {}\nLast Started:   {}\nLast Completed: {}\nPhase:          {}\n",
            hook.name,
            moments.ansic(run.started_at),
            moments.ansic(run.completed_at),
            run.phase.name(),
        );
        debug_assert!(written.is_ok(), "a string can always be written to");
    }
}

fn push_values(out: &mut String, release: &Release, context: &Context<'_>) -> Result<(), CliError> {
    let text = |tree: &Tree| -> Result<String, CliError> {
        Ok(String::from_utf8_lossy(&yaml(tree)?).into_owned())
    };
    let user = text(&user_values(release))?;
    *out += &["USER-SUPPLIED VALUES:\n", &user, "\n"].concat();
    let computed = computed_values(release, context.dialect)
        .map_err(|error| CliError::from_error(&error))?
        .values;
    let computed = Value::Map(computed)
        .to_tree()
        .map_err(|error| CliError::new(error.to_string()))?;
    *out += &["COMPUTED VALUES:\n", &text(&computed)?, "\n"].concat();
    Ok(())
}

/// The values of the user; none are null, as in Helm.
pub(crate) fn user_values(release: &Release) -> Tree {
    if release.config.is_empty() {
        Tree::Null
    } else {
        Tree::Map(release.config.clone())
    }
}
