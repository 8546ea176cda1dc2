//! What is in `charts/`, against what is declared.

use std::path::Path;

use steersman_chart::archive::Limits;
use steersman_chart::ignore::path_matches;
use steersman_chart::{Chart, Dependency};
use steersman_semver::{Constraint, Version};

use crate::command::quote;
use crate::context::Context;
use crate::paths::{base, join};

/// What is in `charts/`.
pub(super) struct Folder<'a> {
    /// The paths of everything in it, sorted.
    paths: Vec<String>,
    context: &'a Context<'a>,
}

impl<'a> Folder<'a> {
    pub(super) fn read(folder: &str, context: &'a Context<'_>) -> Self {
        let entries = fs_err::read_dir(folder).into_iter().flatten();
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut paths: Vec<_> = names.map(|name| join(&[folder, &name])).collect();
        paths.sort();
        Self { paths, context }
    }

    fn load(&self, path: &str) -> Option<Chart> {
        let dialect = self.context.dialect;
        let limits = Limits::of(dialect);
        let loaded = steersman_store::load(
            Path::new(path),
            steersman_store::Purpose::Inspect,
            dialect,
            &limits,
        )
        .ok()?;
        Some(loaded.chart)
    }

    pub(super) fn status(&self, dependency: &Dependency, parent: &Chart) -> &'static str {
        let pattern = format!("{}-*.tgz", dependency.name);
        let matching: Vec<_> = self
            .paths
            .iter()
            .filter(|path| path_matches(&pattern, base(path)))
            .collect();
        // Among several archives only those count that have nothing but a version after the name.
        let archives: Vec<_> = match matching.len() {
            0 | 1 => matching,
            _ => matching
                .into_iter()
                .filter(|path| {
                    let rest = base(path).strip_prefix(dependency.name.as_str());
                    let version = rest.and_then(|rest| rest.strip_prefix('-'));
                    let version = version.and_then(|version| version.strip_suffix(".tgz"));
                    version.is_some_and(|version| Version::parse_strict(version).is_ok())
                })
                .collect(),
        };
        match archives[..] {
            [] => {}
            [archive] => return self.archive_status(archive, dependency),
            _ => return "too many matches",
        }
        let unpacked = parent
            .dependencies
            .iter()
            .rfind(|chart| chart.name() == dependency.name);
        match unpacked {
            None => "missing",
            Some(chart) => version_status(chart, dependency).unwrap_or("unpacked"),
        }
    }

    fn archive_status(&self, archive: &str, dependency: &Dependency) -> &'static str {
        match self.load(archive) {
            None => "corrupt",
            Some(chart) if chart.name() != dependency.name => "misnamed",
            Some(chart) => version_status(&chart, dependency).unwrap_or("ok"),
        }
    }

    /// Warns of charts that nobody declared and of what is no chart.
    pub(super) fn push_strangers(&self, declared: &[Dependency], out: &mut String) {
        for path in &self.paths {
            let is_folder = fs_err::metadata(path).is_ok_and(|metadata| metadata.is_dir());
            let is_archive = Path::new(path).extension().is_some_and(|end| end == "tgz");
            if !is_folder && !is_archive {
                continue;
            }
            let shown = quote(path);
            let warning = match self.load(path) {
                None => format!("WARNING: {shown} is not a chart.\n"),
                Some(chart) if declared.iter().all(|known| known.name != chart.name()) => {
                    format!("WARNING: {shown} is not in Chart.yaml.\n")
                }
                Some(_) => continue,
            };
            out.push_str(&warning);
        }
    }
}

/// What is wrong with the version of a chart that should be this dependency.
fn version_status(chart: &Chart, dependency: &Dependency) -> Option<&'static str> {
    let version = &chart.metadata.version;
    if *version == dependency.version {
        return None;
    }
    let (Ok(constraint), Ok(version)) = (
        Constraint::parse(&dependency.version),
        Version::parse(version),
    ) else {
        return Some("invalid version");
    };
    (!constraint.matches(&version)).then_some("wrong version")
}
