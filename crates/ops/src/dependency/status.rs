use std::fmt;

use steersman_chart::ignore::path_matches;
use steersman_chart::{Chart, Dependency};
use steersman_semver::{Constraint, Version};

/// The folder `charts/` of a chart.
pub trait ChartsFolder {
    /// The paths of everything in it, sorted.
    fn paths(&self) -> &[String];

    /// Whether a path is a folder.
    fn is_folder(&self, path: &str) -> bool;

    /// The chart at a path, when there is one.
    fn load(&self, path: &str) -> Option<Chart>;
}

/// How a dependency is met. Displays as Helm prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// By an archive in a wanted version.
    Ok,
    /// By a folder in a wanted version.
    Unpacked,
    /// Not at all.
    Missing,
    /// By several archives.
    TooManyMatches,
    /// By something that is no chart.
    Corrupt,
    /// By a chart of another name.
    Misnamed,
    /// By a chart whose version, or the wanted one, is none.
    InvalidVersion,
    /// By a chart in another version.
    WrongVersion,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ok => "ok",
            Self::Unpacked => "unpacked",
            Self::Missing => "missing",
            Self::TooManyMatches => "too many matches",
            Self::Corrupt => "corrupt",
            Self::Misnamed => "misnamed",
            Self::InvalidVersion => "invalid version",
            Self::WrongVersion => "wrong version",
        })
    }
}

impl Status {
    /// How `folder` meets a dependency of `parent`.
    pub(super) fn of(dependency: &Dependency, parent: &Chart, folder: &dyn ChartsFolder) -> Self {
        match archives(dependency, folder)[..] {
            [] => {}
            [archive] => return Self::of_archive(archive, dependency, folder),
            _ => return Self::TooManyMatches,
        }
        let unpacked = parent
            .dependencies
            .iter()
            .rfind(|chart| chart.name() == dependency.name);
        match unpacked {
            None => Self::Missing,
            Some(chart) => version_problem(chart, dependency).unwrap_or(Self::Unpacked),
        }
    }

    fn of_archive(archive: &str, dependency: &Dependency, folder: &dyn ChartsFolder) -> Self {
        match folder.load(archive) {
            None => Self::Corrupt,
            Some(chart) if chart.name() != dependency.name => Self::Misnamed,
            Some(chart) => version_problem(&chart, dependency).unwrap_or(Self::Ok),
        }
    }
}

/// The archives that may hold a dependency.
fn archives<'f>(dependency: &Dependency, folder: &'f dyn ChartsFolder) -> Vec<&'f str> {
    let pattern = format!("{}-*.tgz", dependency.name);
    let mut matching: Vec<_> = folder
        .paths()
        .iter()
        .filter(|path| path_matches(&pattern, base(path)))
        .map(String::as_str)
        .collect();
    // Among several archives only those count that have nothing but a version after the name.
    if matching.len() > 1 {
        matching.retain(|path| {
            let rest = base(path).strip_prefix(dependency.name.as_str());
            let version = rest.and_then(|rest| rest.strip_prefix('-'));
            let version = version.and_then(|version| version.strip_suffix(".tgz"));
            version.is_some_and(|version| Version::parse_strict(version).is_ok())
        });
    }
    matching
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What is wrong with the version of a chart that should be this dependency.
fn version_problem(chart: &Chart, dependency: &Dependency) -> Option<Status> {
    let version = &chart.metadata.version;
    if *version == dependency.version {
        return None;
    }
    let (Ok(constraint), Ok(version)) = (
        Constraint::parse(&dependency.version),
        Version::parse(version),
    ) else {
        return Some(Status::InvalidVersion);
    };
    (!constraint.matches(&version)).then_some(Status::WrongVersion)
}
