use steersman_chart::Chart;
use steersman_names::HelmDialect;
use thiserror::Error;

use crate::{Context, Event};

/// Why a chart can not be installed as it is.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InstallableError {
    /// Only applications can be installed.
    #[error("{0} charts are not installable")]
    NotAnApplication(String),
    /// Dependencies are declared and not there.
    #[error(
        "{}n error occurred while checking for chart dependencies. You may need to run {quote}helm dependency build{quote} to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: {}",
        if *.dialect == HelmDialect::V3_22 { 'A' } else { 'a' },
        .missing.join(", "),
        quote = if *.dialect >= HelmDialect::V4_3 { '\'' } else { '`' },
    )]
    MissingDependencies {
        /// The names of the dependencies.
        missing: Vec<String>,
        /// Whose words the message has.
        dialect: HelmDialect,
    },
}

/// Checks that a chart can be installed, and tells the observer when it should not be.
pub(crate) fn check_installable(
    chart: &Chart,
    context: &Context<'_>,
) -> Result<(), InstallableError> {
    let chart_type = &chart.metadata.chart_type;
    if !matches!(chart_type.as_str(), "" | "application") {
        return Err(InstallableError::NotAnApplication(chart_type.clone()));
    }
    if chart.metadata.deprecated {
        context.observer.event(&Event::DeprecatedChart);
    }
    check_dependencies(chart, context)
}

/// Checks that a chart has the dependencies it declares.
///
/// # Errors
/// [`InstallableError::MissingDependencies`]
pub fn check_dependencies(chart: &Chart, context: &Context<'_>) -> Result<(), InstallableError> {
    let missing = chart.missing_dependencies();
    if !missing.is_empty() {
        let missing = missing.into_iter().map(str::to_owned).collect();
        return Err(InstallableError::MissingDependencies {
            missing,
            dialect: context.dialect,
        });
    }
    Ok(())
}
