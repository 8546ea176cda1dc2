//! The chart and the values of an installation or an upgrade.

use std::path::{Path, PathBuf};

use steersman_chart::Chart;
use steersman_chart::values::{Gathered, Source};
use steersman_ops::ReleaseError;
use steersman_ops::template::TemplateError;
use steersman_render::{RenderError, RenderLimits};
use steersman_value::Table;

use crate::charts::{gather_values, load_chart, load_complete, locate_chart};
use crate::command::Flags;
use crate::context::Context;
use crate::error::CliError;
use crate::findings::schema_findings;
use crate::log::Level;
use crate::observer::LogObserver;
use crate::watch::{ChartWatch, with_limit_advice};

/// A chart with the user's values.
#[derive(Debug)]
pub(in crate::commands) struct LoadedChart {
    pub(in crate::commands) chart: Chart,
    values: Table,
    limits: RenderLimits,
    path: PathBuf,
    sources: Vec<Source>,
}

/// Loads the chart of a reference and the values that the flags give.
///
/// # Errors
/// Helm's.
pub(in crate::commands) fn load(
    reference: &str,
    flags: &Flags,
    context: &mut Context<'_>,
) -> Result<LoadedChart, CliError> {
    let path = locate_chart(reference, flags, context)?;
    let watch = ChartWatch::start(context.environment)?;
    if flags.switch("dependency-update") {
        watch.expect_downloads();
    }
    let shown = path.to_string_lossy();
    context
        .printer
        .log(Level::Debug, "Chart path", &[("path", &shown)]);
    let Gathered { table, sources } = gather_values(flags, context)?;
    let observer = LogObserver::new(context.dialect);
    let loaded = load_complete(&path, flags, context, &observer);
    observer.print(&mut context.printer);
    let chart = loaded?;
    watch.expect_templates(chart.template_count());
    Ok(LoadedChart {
        chart,
        values: table,
        limits: watch.render_limits(),
        path,
        sources,
    })
}

/// The error of an operation with its findings, and with the words that come before it.
pub(in crate::commands) fn explain(
    prefix: &str,
    error: &ReleaseError,
    loaded: &Provenance,
    context: &Context<'_>,
) -> CliError {
    let mut failure = CliError::from_error(error).diagnosed(error.diagnostics());
    failure.message.insert_str(0, prefix);
    let ReleaseError::Render(error) = error else {
        return failure;
    };
    let TemplateError::Render(error) = &**error else {
        return failure;
    };
    if let RenderError::Limit { limit, .. } = error {
        failure = with_limit_advice(failure, *limit);
    }
    if let RenderError::Schema(error) = error
        && let Ok(chart) = load_chart(&loaded.path, context, &LogObserver::new(context.dialect))
    {
        let findings = schema_findings(error, &chart, &loaded.sources, context.dialect);
        failure = failure.diagnosed(findings);
    }
    failure
}

/// Where a chart and its values came from.
#[derive(Debug)]
pub(in crate::commands) struct Provenance {
    path: PathBuf,
    sources: Vec<Source>,
}

impl Provenance {
    /// Where the chart is.
    pub(in crate::commands) fn path(&self) -> &Path {
        &self.path
    }
}

impl LoadedChart {
    /// Chart, values, and where they came from.
    pub(in crate::commands) fn split(self) -> (Chart, Table, RenderLimits, Provenance) {
        let provenance = Provenance {
            path: self.path,
            sources: self.sources,
        };
        (self.chart, self.values, self.limits, provenance)
    }
}
