use steersman_chart::values::{Gathered, PathPart, Source, ValuePath, provenance};
use steersman_chart::{Chart, coalesce_table, process_dependencies};
use steersman_diag::nearest;
use steersman_render::{
    Capabilities, Mode, Release, ReleaseAction, RenderLimits, RenderRequest, Watch, find_unused,
    render,
};
use steersman_value::{Table, Tree};

use super::{ExplainOutcome, ExplainedValue};
use crate::template::TemplateError;
use crate::{Context, Event};

/// What is to be explained.
#[derive(Clone, Debug)]
pub struct ExplainRequest {
    /// The chart as it was loaded.
    pub chart: Chart,
    /// The user's values and what they were made of.
    pub values: Gathered,
    /// The value to explain; with an empty path, everything the user set.
    pub path: ValuePath,
    /// The name of the release that templates see.
    pub release_name: String,
    /// The namespace that templates see.
    pub namespace: String,
    /// What the templates may use.
    pub limits: RenderLimits,
}

/// How many values below a table are explained.
const MAX_VALUES: usize = 500;

/// Explains values: renders the chart to see who reads them, and asks every source of values what it says.
///
/// `read` reads the files that `--set-file` names.
///
/// # Errors
/// When the values can not be brought together.
pub fn explain(
    context: &Context<'_>,
    request: &ExplainRequest,
    read: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
) -> Result<ExplainOutcome, TemplateError> {
    let mut chart = request.chart.clone();
    let mut notices = process_dependencies(&mut chart, &request.values.table, context.dialect)
        .map_err(TemplateError::Dependencies)?;
    let all = coalesce_table(&chart, &request.values.table, context.dialect, &mut notices)
        .map_err(steersman_render::RenderError::from)?;
    for notice in &notices {
        context.observer.event(&Event::Chart(notice));
    }
    let rendering = render_watched(context, request, &chart);
    let reads = rendering.watched.reads.unwrap_or_default();
    let mut outcome = ExplainOutcome {
        unused: find_unused(&request.chart, &chart, &request.values.table, &reads),
        render_failure: rendering.result.err().map(|error| error.to_string()),
        ..ExplainOutcome::default()
    };
    let all = Tree::Map(all);
    for path in wanted(&request.path, &all, &request.values) {
        let contributions = provenance(
            &chart,
            &request.values.sources,
            &path,
            context.dialect,
            read,
        );
        outcome.values.push(ExplainedValue {
            value: tree_at(&all, &path).cloned(),
            contributions,
            readers: reads.readers(&path).into_iter().cloned().collect(),
            path,
        });
    }
    if let [value] = outcome.values.as_slice()
        && value.value.is_none()
        && value.contributions.is_empty()
    {
        outcome.nearest = nearest_path(&all, &request.path);
    }
    Ok(outcome)
}

fn render_watched(
    context: &Context<'_>,
    request: &ExplainRequest,
    chart: &Chart,
) -> steersman_render::Rendering {
    let release = Release {
        name: request.release_name.clone(),
        namespace: request.namespace.clone(),
        revision: 1,
        action: ReleaseAction::Install,
    };
    render(
        &RenderRequest {
            chart,
            values: &request.values.table,
            release: &release,
            capabilities: &Capabilities::offline(context.dialect),
            dialect: context.dialect,
            mode: Mode::Lint,
            skip_schema_validation: true,
            dns: false,
            limits: request.limits,
            watch: Watch {
                reads: true,
                profile: false,
            },
        },
        context.ports,
    )
}

/// The paths to explain: `path` itself when no table stands there, otherwise the values below it. With no path at all,
/// only what the user set.
fn wanted(path: &ValuePath, all: &Tree, values: &Gathered) -> Vec<ValuePath> {
    let mut paths = Vec::new();
    if path.0.is_empty() {
        leaves(
            &Tree::Map(values.table.clone()),
            &mut path.0.clone(),
            &mut paths,
        );
        if !values
            .sources
            .iter()
            .any(|source| matches!(source, Source::File { .. } | Source::Flag { .. }))
        {
            leaves(all, &mut path.0.clone(), &mut paths);
        }
        return paths;
    }
    match tree_at(all, path) {
        Some(tree @ Tree::Map(table)) if !table.is_empty() => {
            leaves(tree, &mut path.0.clone(), &mut paths);
        }
        _ => paths.push(path.clone()),
    }
    paths
}

/// The paths of all values below `tree` that are no tables.
fn leaves(tree: &Tree, at: &mut Vec<PathPart>, paths: &mut Vec<ValuePath>) {
    if paths.len() >= MAX_VALUES {
        return;
    }
    match tree
        .as_map()
        .filter(|table| !table.is_empty() || at.is_empty())
    {
        Some(table) => {
            for (key, inner) in table {
                at.push(PathPart::Key(key.clone()));
                leaves(inner, at, paths);
                at.pop();
            }
        }
        None => paths.push(ValuePath(at.clone())),
    }
}

fn tree_at<'t>(tree: &'t Tree, path: &ValuePath) -> Option<&'t Tree> {
    path.0.iter().try_fold(tree, |tree, part| match part {
        PathPart::Key(key) => tree.as_map()?.get(key),
        PathPart::Index(index) => tree.as_list()?.get(*index),
    })
}

/// The path with its first wrong name replaced by one like it.
fn nearest_path(all: &Tree, path: &ValuePath) -> Option<ValuePath> {
    let known = (0..path.0.len()).rev().find_map(|length| {
        let around = ValuePath(path.0[..length].to_vec());
        let table: &Table = tree_at(all, &around)?.as_map()?;
        Some((length, table))
    });
    let (length, table) = known?;
    let PathPart::Key(name) = &path.0[length] else {
        return None;
    };
    let keys: Vec<String> = table.keys().map(|key| key.to_text().into_owned()).collect();
    let near = nearest(&name.to_text(), keys.iter().map(String::as_str))?;
    let mut found = path.clone();
    found.0[length] = PathPart::Key(near.into());
    Some(found)
}
