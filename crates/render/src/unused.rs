use steersman_chart::Chart;
use steersman_chart::values::{PathPart, ValuePath};
use steersman_diag::nearest;
use steersman_value::{Table, Tree};

use crate::ReadLog;

/// A value the user set that no template read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unused {
    /// Where it was set.
    pub path: ValuePath,
    /// What the user may have meant: a value that the chart has, or that its templates look for.
    pub nearest: Option<ValuePath>,
    /// Whether the chart has a default for it: then it only was not needed this time.
    pub has_default: bool,
}

/// Finds the values among the user's that no template read.
///
/// `loaded` is the chart before its dependencies were resolved and `chart` the one after: what is set for a dependency
/// that is switched off counts as used, and so does what switches dependencies.
pub fn find_unused(loaded: &Chart, chart: &Chart, values: &Table, reads: &ReadLog) -> Vec<Unused> {
    let mut search = Search {
        chart,
        reads,
        exempt: Vec::new(),
        unused: Vec::new(),
    };
    search.exempt_switches(loaded, Some(chart), &mut Vec::new());
    search.table(values, &mut Vec::new());
    search.unused
}

struct Search<'a> {
    chart: &'a Chart,
    reads: &'a ReadLog,
    /// What Helm itself reads, and what is meant for charts that take no part.
    exempt: Vec<Vec<PathPart>>,
    unused: Vec<Unused>,
}

impl Search<'_> {
    fn table(&mut self, table: &Table, at: &mut Vec<PathPart>) {
        for (key, value) in table {
            at.push(PathPart::Key(key.clone()));
            let inner = value.as_map().filter(|inner| !inner.is_empty());
            match inner {
                _ if self.exempt.iter().any(|path| path == at) => {}
                Some(inner) => {
                    let whole = ValuePath(at.clone());
                    // A table nobody asks for is one finding, not one for each of its values.
                    if !self.reads.is_read(&whole) && !self.is_dependency(at) && !is_global(at) {
                        self.report(whole);
                    } else {
                        self.table(inner, at);
                    }
                }
                None => {
                    let path = ValuePath(at.clone());
                    if !self.reads.is_read(&path) {
                        self.report(path);
                    }
                }
            }
            at.pop();
        }
    }

    fn report(&mut self, path: ValuePath) {
        let has_default = default_at(self.chart, &path).is_some();
        let nearest = if has_default {
            None
        } else {
            self.nearest(&path)
        };
        self.unused.push(Unused {
            path,
            nearest,
            has_default,
        });
    }

    /// A key beside `path` with a similar name.
    fn nearest(&self, path: &ValuePath) -> Option<ValuePath> {
        let (last, parent) = path.0.split_last()?;
        let PathPart::Key(name) = last else {
            return None;
        };
        let parent = ValuePath(parent.to_vec());
        let defaults = default_at(self.chart, &parent)
            .and_then(|defaults| defaults.as_map().map(keys))
            .unwrap_or_default();
        let looked_for = self
            .reads
            .keys_read(&parent)
            .map(|key| key.to_text().into_owned());
        let known: Vec<String> = defaults.into_iter().chain(looked_for).collect();
        let near = nearest(&name.to_text(), known.iter().map(String::as_str))?;
        let mut path = parent;
        path.0.push(PathPart::Key(near.into()));
        Some(path)
    }

    fn is_dependency(&self, at: &[PathPart]) -> bool {
        dependency_at(self.chart, at).1.is_empty()
    }

    /// Exempts conditions, tags and what belongs to dependencies that are switched off; `resolved` is what is left of
    /// the chart `loaded` at `at`.
    fn exempt_switches(
        &mut self,
        loaded: &Chart,
        resolved: Option<&Chart>,
        at: &mut Vec<PathPart>,
    ) {
        if at.is_empty() {
            self.exempt.push(vec![PathPart::Key("tags".into())]);
        }
        for declared in loaded.metadata.dependencies() {
            for condition in declared
                .condition
                .split(',')
                .map(str::trim)
                .filter(|condition| !condition.is_empty())
            {
                let keys = condition.split('.').map(|key| PathPart::Key(key.into()));
                self.exempt.push(at.iter().cloned().chain(keys).collect());
            }
            let name = if declared.alias.is_empty() {
                &declared.name
            } else {
                &declared.alias
            };
            let inner =
                resolved.and_then(|chart| chart.dependencies.iter().find(|sub| sub.name() == name));
            at.push(PathPart::Key(name.as_str().into()));
            if inner.is_none() {
                self.exempt.push(at.clone());
            }
            if let Some(sub) = loaded
                .dependencies
                .iter()
                .find(|sub| sub.name() == declared.name)
            {
                self.exempt_switches(sub, inner, at);
            }
            at.pop();
        }
    }
}

fn is_global(at: &[PathPart]) -> bool {
    matches!(at.last(), Some(PathPart::Key(key)) if **key == *b"global")
}

fn keys(table: &Table) -> Vec<String> {
    table.keys().map(|key| key.to_text().into_owned()).collect()
}

/// The chart that a path leads into, and what is left of the path there.
fn dependency_at<'c, 'p>(chart: &'c Chart, path: &'p [PathPart]) -> (&'c Chart, &'p [PathPart]) {
    let mut chart = chart;
    let mut rest = path;
    while let Some((PathPart::Key(key), inner)) = rest.split_first() {
        let Some(next) = chart
            .dependencies
            .iter()
            .find(|sub| sub.name().as_bytes() == &**key)
        else {
            break;
        };
        chart = next;
        rest = inner;
    }
    (chart, rest)
}

/// The default at a path: the chart's own, or that of the dependency the path leads into.
fn default_at<'c>(chart: &'c Chart, path: &ValuePath) -> Option<&'c Tree> {
    let mut chart = chart;
    let mut rest = path.0.as_slice();
    loop {
        if let Some(found) = tree_at(&chart.values, rest) {
            return Some(found);
        }
        let (PathPart::Key(key), inner) = rest.split_first()? else {
            return None;
        };
        chart = chart
            .dependencies
            .iter()
            .find(|sub| sub.name().as_bytes() == &**key)?;
        rest = inner;
    }
}

fn tree_at<'t>(table: &'t Table, path: &[PathPart]) -> Option<&'t Tree> {
    let (PathPart::Key(first), rest) = path.split_first()? else {
        return None;
    };
    rest.iter()
        .try_fold(table.get(first)?, |tree, part| match part {
            PathPart::Key(key) => tree.as_map()?.get(key),
            PathPart::Index(index) => tree.as_list()?.get(*index),
        })
}
