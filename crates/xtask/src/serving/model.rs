//! What has to be on a server, and whether it is.

use std::collections::{BTreeMap, BTreeSet};

use super::http::ask;
use super::package::digest;
use super::registry;

/// What is known of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// It has these bytes.
    There(String),
    /// It is not there.
    Gone,
    /// A change was not answered: either of the two, whole.
    Either(String),
}

/// All versions of one chart.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) chart: &'static str,
    pub(super) versions: BTreeMap<String, Wanted>,
}

/// What a server has of one version, each way of asking for itself.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    listed: Option<String>,
    in_index: bool,
    archive: Option<String>,
    tag: Option<String>,
}

impl Model {
    /// What is wrong on a server; the versions that might have been either are known afterwards.
    pub(super) fn compare(&mut self, host: &str) -> Option<Vec<String>> {
        let listed = listed(host, self.chart)?;
        let index = ask(host, "GET", "/index.yaml", b"")?.text();
        let mut problems: Vec<String> = listed
            .keys()
            .filter(|version| !self.versions.contains_key(*version))
            .map(|version| format!("{version} was never uploaded"))
            .collect();
        for (version, wanted) in &mut self.versions {
            let file = format!("{}-{version}.tgz", self.chart);
            let archive = ask(host, "GET", &format!("/charts/{file}"), b"")?;
            let pulled = registry::pull(host, self.chart, version)?;
            let seen = Seen {
                listed: listed.get(version).cloned(),
                in_index: index.contains(&format!("charts/{file}")),
                archive: (archive.status == 200).then(|| digest(&archive.body)),
                tag: pulled.0.as_deref().map(digest),
            };
            let there = |bytes: &String| {
                let some = Some(bytes.clone());
                seen.listed == some && seen.in_index && seen.archive == some && seen.tag == some
            };
            let gone = seen.listed.is_none()
                && !seen.in_index
                && seen.archive.is_none()
                && seen.tag.is_none();
            match &*wanted {
                Wanted::There(bytes) if there(bytes) => {}
                Wanted::Gone if gone => {}
                Wanted::Either(_) if gone => *wanted = Wanted::Gone,
                Wanted::Either(bytes) if there(bytes) => *wanted = Wanted::There(bytes.clone()),
                wanted => problems.push(format!("{version} should be {wanted:?}, but is {seen:?}")),
            }
        }
        Some(problems)
    }
}

/// The versions of a chart with their digests, as the API lists them.
pub(super) fn listed(host: &str, chart: &str) -> Option<BTreeMap<String, String>> {
    let answer = ask(host, "GET", &format!("/api/charts/{chart}"), b"")?;
    if answer.status == 404 {
        return Some(BTreeMap::new());
    }
    let all: Vec<serde_json::Value> = serde_json::from_slice(&answer.body).ok()?;
    let text = |entry: &serde_json::Value, field: &str| Some(entry[field].as_str()?.to_owned());
    all.iter()
        .map(|entry| Some((text(entry, "version")?, text(entry, "digest")?)))
        .collect()
}

/// The versions in the index, by their files.
pub(super) fn indexed(host: &str, chart: &str) -> Option<BTreeSet<String>> {
    let index = ask(host, "GET", "/index.yaml", b"")?;
    let text = index.text();
    let begin = format!("charts/{chart}-");
    Some(
        text.lines()
            .filter_map(|line| line.split_once(&begin)?.1.strip_suffix(".tgz"))
            .map(str::to_owned)
            .collect(),
    )
}
