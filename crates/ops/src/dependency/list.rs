use std::path::Path;

use steersman_chart::{Chart, Dependency};

use super::{ChartsFolder, Status};

/// A declared dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DependencyRow {
    /// Its name.
    pub name: String,
    /// The wanted version.
    pub version: String,
    /// Where it comes from.
    pub repository: String,
    /// What is in `charts/`.
    pub status: Status,
}

/// Something in `charts/` that nobody declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stranger {
    /// Its path.
    pub path: String,
    /// Whether it is a chart at all.
    pub is_chart: bool,
}

/// The dependencies of a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListOutcome {
    /// Those that are declared.
    pub rows: Vec<DependencyRow>,
    /// What else there is.
    pub strangers: Vec<Stranger>,
}

/// Compares what a chart declares with what is in its `charts/`. Nothing when it declares nothing.
pub fn list_dependencies(chart: &Chart, folder: &dyn ChartsFolder) -> Option<ListOutcome> {
    let declared = chart.metadata.dependencies.as_ref()?;
    let rows = declared
        .iter()
        .map(|dependency| DependencyRow {
            name: dependency.name.clone(),
            version: dependency.version.clone(),
            repository: dependency.repository.clone(),
            status: Status::of(dependency, chart, folder),
        })
        .collect();
    Some(ListOutcome {
        rows,
        strangers: strangers(declared, folder),
    })
}

fn strangers(declared: &[Dependency], folder: &dyn ChartsFolder) -> Vec<Stranger> {
    let mut strangers = Vec::new();
    for path in folder.paths() {
        let is_archive = Path::new(path).extension().is_some_and(|end| end == "tgz");
        if !folder.is_folder(path) && !is_archive {
            continue;
        }
        let chart = folder.load(path);
        let is_declared = |chart: &Chart| declared.iter().any(|known| known.name == chart.name());
        if !chart.as_ref().is_some_and(is_declared) {
            strangers.push(Stranger {
                path: path.clone(),
                is_chart: chart.is_some(),
            });
        }
    }
    strangers
}
