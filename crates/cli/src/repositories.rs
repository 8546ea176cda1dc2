//! What completion needs of the configured repositories: their names, and the charts in their cached indexes.

use std::cmp::Reverse;

use steersman_semver::Version;
use steersman_value::Tree;

use crate::paths::join;
use crate::settings::Settings;

/// A configured repository.
pub(crate) struct Repository {
    pub(crate) name: String,
    pub(crate) url: String,
}

/// The configured repositories, in the order of the file; none when it cannot be read.
pub(crate) fn repositories(settings: &Settings) -> Vec<Repository> {
    let tree = read(&settings.repository_config);
    let Some(Tree::List(entries)) = tree.as_ref().and_then(|tree| tree.get("repositories")) else {
        return Vec::new();
    };
    entries
        .iter()
        .map(|entry| Repository {
            name: text(entry, "name"),
            url: text(entry, "url"),
        })
        .collect()
}

/// The names of the charts of a repository: the cached list, or else the cached index.
pub(crate) fn charts(settings: &Settings, repository: &str) -> Vec<String> {
    let list = join(&[
        &settings.repository_cache,
        &format!("{repository}-charts.txt"),
    ]);
    if let Ok(names) = fs_err::read_to_string(list) {
        return names.lines().map(str::to_owned).collect();
    }
    match index(settings, repository)
        .as_ref()
        .and_then(|index| index.get("entries"))
    {
        Some(Tree::Map(entries)) => entries
            .keys()
            .filter_map(|name| Some(name.to_str()?.to_owned()))
            .collect(),
        _ => Vec::new(),
    }
}

/// The versions of a chart in a cached index, newest first.
pub(crate) fn versions(settings: &Settings, repository: &str, chart: &str) -> Vec<ChartVersion> {
    let index = index(settings, repository);
    let entries = index
        .as_ref()
        .and_then(|index| index.get("entries")?.get(chart));
    let Some(Tree::List(versions)) = entries else {
        return Vec::new();
    };
    let mut versions: Vec<_> = versions
        .iter()
        .map(|version| ChartVersion {
            version: text(version, "version"),
            app_version: text(version, "appVersion"),
            created: text(version, "created"),
            deprecated: version.get("deprecated") == Some(&Tree::Bool(true)),
        })
        .collect();
    versions.sort_by_key(|version| Reverse(Version::parse(&version.version).ok()));
    versions
}

/// A version of a chart in an index.
pub(crate) struct ChartVersion {
    pub(crate) version: String,
    pub(crate) app_version: String,
    /// The time as the index has it.
    pub(crate) created: String,
    pub(crate) deprecated: bool,
}

fn index(settings: &Settings, repository: &str) -> Option<Tree> {
    read(&join(&[
        &settings.repository_cache,
        &format!("{repository}-index.yaml"),
    ]))
}

fn read(path: &str) -> Option<Tree> {
    let text = fs_err::read_to_string(path).ok()?;
    steersman_yaml::parse(text.as_bytes()).ok()
}

fn text(tree: &Tree, key: &str) -> String {
    tree.get(key)
        .and_then(Tree::as_str)
        .unwrap_or_default()
        .into()
}
