//! What completion needs of the configured repositories: their names, and the charts in their cached indexes.

use steersman_index::Catalog;
use steersman_repo::{load_catalog, load_repositories};

use crate::settings::Settings;
use crate::sources::places;

/// A configured repository.
pub(crate) struct Repository {
    pub(crate) name: String,
    pub(crate) url: String,
}

/// The configured repositories, in the order of the file; none when it cannot be read.
pub(crate) fn repositories(settings: &Settings) -> Vec<Repository> {
    let configured = load_repositories(&places(settings).config).unwrap_or_default();
    let repositories = configured.repositories.into_iter();
    repositories
        .map(|repository| Repository {
            name: repository.name,
            url: repository.url,
        })
        .collect()
}

/// The names of the charts of a repository: the cached list, or else the cached index.
pub(crate) fn charts(settings: &Settings, repository: &str) -> Vec<String> {
    if let Ok(names) = fs_err::read_to_string(places(settings).chart_list(repository)) {
        return names.lines().map(str::to_owned).collect();
    }
    let catalog = catalog(settings, repository);
    let charts = catalog.iter().flat_map(Catalog::charts);
    charts.map(|chart| chart.name().to_owned()).collect()
}

/// The versions of a chart in a cached index, newest first.
pub(crate) fn versions(settings: &Settings, repository: &str, chart: &str) -> Vec<ChartVersion> {
    let catalog = catalog(settings, repository);
    let Some(chart) = catalog.as_ref().and_then(|catalog| catalog.chart(chart)) else {
        return Vec::new();
    };
    let versions = chart.entries().map(|entry| ChartVersion {
        version: entry.version().into(),
        app_version: entry.app_version().into(),
        created: entry.created().into(),
        deprecated: entry.is_deprecated(),
    });
    versions.collect()
}

/// A version of a chart in an index.
pub(crate) struct ChartVersion {
    pub(crate) version: String,
    pub(crate) app_version: String,
    /// The time as the index has it.
    pub(crate) created: String,
    pub(crate) deprecated: bool,
}

fn catalog(settings: &Settings, repository: &str) -> Option<Catalog> {
    Some(load_catalog(repository, &places(settings)).ok()?.catalog)
}
