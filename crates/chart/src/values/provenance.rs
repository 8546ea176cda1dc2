use std::fmt;

use steersman_names::HelmDialect;
use steersman_value::{Str, Table, Tree};
use steersman_yaml::{Node, NodeValue, Numbers};

use super::request::apply_flag;
use super::{Flag, PathPart, Source, ValuePath};
use crate::Chart;

/// A place in a text, both counted from one; the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// What one source says about a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution {
    /// The values file, or the flag and its text.
    pub origin: Origin,
    /// Where in the file; flags have no place.
    pub place: Option<Place>,
    /// What the source sets there.
    pub value: Tree,
}

/// A source of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The defaults of a chart, by its full path.
    Chart(String),
    /// A values file, by the name it was given.
    File(String),
    /// A flag and its expression.
    Flag(Flag, String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chart(path) => write!(f, "{path}/values.yaml"),
            Self::File(name) => f.write_str(name),
            Self::Flag(flag, expression) => write!(f, "{} {expression}", flag.name()),
        }
    }
}

/// What each source says about the value at `path`, the weakest first: defaults of the innermost chart, of the
/// charts around it, then the user's files and flags.
///
/// A value below `global` of a sub-chart is looked for in the globals of the charts around it too. Nothing is kept
/// for this while values are merged: the sources are read again.
pub fn provenance(
    chart: &Chart,
    sources: &[Source],
    path: &ValuePath,
    dialect: HelmDialect,
    read: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
) -> Vec<Contribution> {
    let mut found = Vec::new();
    let mut charts = charts_on_path(chart, path);
    charts.reverse();
    for (full_path, chart, depth) in &charts {
        let Some(file) = chart.raw_file("values.yaml") else {
            continue;
        };
        for inner in global_variants(path, *depth, charts.len()) {
            let value = file_value(&file.data, &inner, dialect);
            found.extend(value.map(|(value, place)| Contribution {
                origin: Origin::Chart(full_path.clone()),
                place: Some(place),
                value,
            }));
        }
    }
    let variants = global_variants(path, 0, charts.len());
    for source in sources {
        for inner in &variants {
            found.extend(source_value(source, inner, dialect, read));
        }
    }
    found
}

/// The charts that the path leads through, from the root on, each with its full path and depth.
fn charts_on_path<'a>(root: &'a Chart, path: &ValuePath) -> Vec<(String, &'a Chart, usize)> {
    let mut charts = vec![(root.full_path(None), root, 0)];
    let mut chart = root;
    for part in &path.0 {
        let PathPart::Key(key) = part else { break };
        let Some(next) = chart
            .dependencies
            .iter()
            .find(|sub| sub.name().as_bytes() == &**key)
        else {
            break;
        };
        let full_path = next.full_path(charts.last().map(|(path, ..)| &**path));
        charts.push((full_path, next, charts.len()));
        chart = next;
    }
    charts
}

/// The path as seen from the chart at `depth`, and the globals it may come from there. The globals are stronger.
fn global_variants(path: &ValuePath, depth: usize, charts: usize) -> Vec<ValuePath> {
    let inner = path.0[depth..].to_vec();
    let mut variants = vec![ValuePath(inner.clone())];
    let is_global = |part: &PathPart| matches!(part, PathPart::Key(key) if &**key == b"global");
    let below = charts - 1 - depth;
    if below > 0 && inner.get(below).is_some_and(is_global) {
        for skipped in (0..below).rev() {
            let mut parts = inner[..skipped].to_vec();
            parts.extend_from_slice(&inner[below..]);
            variants.push(ValuePath(parts));
        }
    }
    variants
}

fn source_value(
    source: &Source,
    path: &ValuePath,
    dialect: HelmDialect,
    read: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
) -> Option<Contribution> {
    match source {
        Source::File { name, text } => {
            let (value, place) = file_value(text, path, dialect)?;
            Some(Contribution {
                origin: Origin::File(name.clone()),
                place: Some(place),
                value,
            })
        }
        Source::Flag { flag, expression } => {
            let mut table = Table::new();
            apply_flag(&mut table, *flag, expression, dialect, read).ok()?;
            let value = tree_value(Tree::Map(table), path)?;
            Some(Contribution {
                origin: Origin::Flag(*flag, expression.clone()),
                place: None,
                value,
            })
        }
    }
}

fn tree_value(tree: Tree, path: &ValuePath) -> Option<Tree> {
    path.0
        .iter()
        .try_fold(tree, |tree, part| match (tree, part) {
            (Tree::Map(mut table), PathPart::Key(key)) => table.remove(key),
            // Items that the expression leaves out are null here and mean nothing.
            (Tree::List(items), PathPart::Index(index)) => {
                items.into_iter().nth(*index).filter(|item| !item.is_null())
            }
            _ => None,
        })
}

/// The value at `path` in the last document that has it.
fn file_value(text: &Str, path: &ValuePath, dialect: HelmDialect) -> Option<(Tree, Place)> {
    let parts = steersman_yaml::split(text).ok()?;
    let count = if dialect.merges_value_documents() {
        parts.len()
    } else {
        1
    };
    parts.iter().take(count).rev().find_map(|part| {
        let root = steersman_yaml::parse_spanned(&part.text).ok()?;
        let (node, start) = path
            .0
            .iter()
            .try_fold((root, 0), |(node, _), part| step(node, part))?;
        let place = place(&part.text, start, part.line as usize);
        Some((node.into_tree(Numbers::Float), place))
    })
}

/// One step into a document: the value, and where its key or itself begins.
fn step(node: Node, part: &PathPart) -> Option<(Node, u32)> {
    match (node.value, part) {
        (NodeValue::Map(entries), PathPart::Key(key)) => {
            let entry = entries.into_iter().rev().find(|entry| entry.key == *key)?;
            Some((entry.value, entry.key_span.start))
        }
        (NodeValue::List(items), PathPart::Index(index)) => {
            let item = items.into_iter().nth(*index)?;
            let start = item.span.start;
            Some((item, start))
        }
        _ => None,
    }
}

fn place(text: &[u8], offset: u32, lines_before: usize) -> Place {
    let before = &text[..text.len().min(offset as usize)];
    let line_start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |newline| newline + 1);
    let line = memchr::memchr_iter(b'\n', before).count();
    let column = String::from_utf8_lossy(&before[line_start..])
        .chars()
        .count();
    Place {
        line: lines_before + line + 1,
        column: column + 1,
    }
}
