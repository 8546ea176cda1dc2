use steersman_chart::Chart;

use super::ShowError;
use super::print::{has_values, show_crds, show_definition, show_readme, show_values};

/// What of a chart is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Everything.
    All,
    /// What `Chart.yaml` says.
    Definition,
    /// The default values.
    Values,
    /// The text for readers.
    Readme,
    /// The definitions of custom resources, those of dependencies too.
    Crds,
}

/// What is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct ShowRequest<'a> {
    /// The chart.
    pub chart: &'a Chart,
    /// The part of it.
    pub part: Part,
    /// A `JSONPath` template that picks from the values; empty for all of them.
    pub json_path: &'a str,
}

/// Prints a part of a chart.
///
/// # Errors
/// See [`ShowError`].
pub fn show(request: &ShowRequest<'_>) -> Result<Vec<u8>, ShowError> {
    let chart = request.chart;
    let mut out = Vec::new();
    match request.part {
        Part::Definition => show_definition(chart, &mut out)?,
        Part::Values => show_values(chart, request.json_path, &mut out)?,
        Part::Readme => show_readme(chart, "", &mut out),
        Part::Crds => show_crds(chart, &mut out),
        Part::All => {
            show_definition(chart, &mut out)?;
            if has_values(chart) {
                out.extend_from_slice(b"---\n");
            }
            show_values(chart, "", &mut out)?;
            show_readme(chart, "---\n", &mut out);
            show_crds(chart, &mut out);
        }
    }
    Ok(out)
}
