//! What is declared against what is there.

use std::collections::BTreeSet;

use steersman_chart::Chart;

use crate::{Level, LintRequest, Linted};

/// Checks declared dependencies against the charts below `charts/`.
pub(crate) fn check_dependencies(request: &LintRequest<'_>, linted: &mut Linted) {
    linted.load(request.folder);
    let chart = match &request.folder.chart {
        Ok(chart) => chart,
        Err(error) => {
            linted.check(
                Level::Error,
                "",
                Some(format!("unable to load chart\n\t{error}")),
            );
            return;
        }
    };
    let path = &request.folder.path;
    let declared: BTreeSet<&str> = chart
        .metadata
        .dependencies()
        .iter()
        .map(|declared| &*declared.name)
        .collect();
    let present: BTreeSet<&str> = chart.dependencies.iter().map(Chart::name).collect();
    let undeclared = chart
        .dependencies
        .iter()
        .map(Chart::name)
        .filter(|name| !declared.contains(name));
    linted.check(
        Level::Error,
        path,
        listed("chart metadata is missing these dependencies", undeclared),
    );
    linted.check(
        Level::Error,
        path,
        listed("multiple dependencies with name or alias", repeated(chart)),
    );
    let absent = chart
        .metadata
        .dependencies()
        .iter()
        .map(|declared| &*declared.name);
    let absent = absent.filter(|name| !present.contains(name));
    linted.check(
        Level::Warning,
        path,
        listed("chart directory is missing these dependencies", absent),
    );
}

fn listed<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let names: Vec<&str> = names.into_iter().collect();
    (!names.is_empty()).then(|| format!("{text}: {}", names.join(",")))
}

/// The names under which a dependency is reached after another already is.
fn repeated(chart: &Chart) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    let names = chart.metadata.dependencies().iter().map(|declared| {
        if declared.alias.is_empty() {
            &*declared.name
        } else {
            &*declared.alias
        }
    });
    names.filter(|name| !seen.insert(*name)).collect()
}
