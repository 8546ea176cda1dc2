use steersman_release::ChartName;

/// What stands for the chart of a record that has none.
pub(crate) const MISSING: &str = "MISSING";

/// Name and version of a chart.
pub(crate) fn chart_name(chart: Option<&ChartName>) -> String {
    chart.map_or_else(
        || MISSING.to_owned(),
        |chart| format!("{}-{}", chart.name, chart.version),
    )
}

/// The version of the application in a chart.
pub(crate) fn app_version(chart: Option<&ChartName>) -> String {
    chart.map_or_else(|| MISSING.to_owned(), |chart| chart.app_version.clone())
}
