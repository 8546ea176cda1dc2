//! The templates of a chart in their order, and the root contexts of its charts.

use std::collections::BTreeMap;

use steersman_chart::Chart;
use steersman_names::HelmDialect;
use steersman_value::{Map, MapType, Str, Value};

use crate::files::files_value;
use crate::objects::{capabilities_value, chart_value, table_at, values_type};
use crate::{Capabilities, Release, ReleaseAction};

/// A template file.
#[derive(Debug)]
pub(crate) struct TemplateFile<'a> {
    /// The full path, such as `parent/charts/child/templates/x.yaml`.
    pub(crate) path: String,
    /// How many folders the path leads through.
    depth: usize,
    /// The text of the template.
    pub(crate) text: &'a Str,
    /// The chart it belongs to: a place in the list that [`chart_contexts`] gives.
    pub(crate) chart: usize,
}

impl TemplateFile<'_> {
    /// Whether the file only holds definitions: its base name starts with `_`.
    pub(crate) fn is_partial(&self) -> bool {
        base_name(&self.path).starts_with('_')
    }
}

/// All templates of a chart and its dependencies in the order in which they are parsed and rendered: deepest path
/// first, then descending by name, so that a parent's definition replaces its dependency's.
pub(crate) fn list_templates(chart: &Chart) -> Vec<TemplateFile<'_>> {
    let mut files = Vec::new();
    let mut charts = 0;
    add_templates(chart, None, &mut charts, &mut files);
    files
        .sort_by(|a: &TemplateFile<'_>, b| b.depth.cmp(&a.depth).then_with(|| b.path.cmp(&a.path)));
    // Of two files with the same path the one that was found last counts.
    files.dedup_by(|later, kept| {
        let same = later.path == kept.path;
        if same {
            std::mem::swap(later, kept);
        }
        same
    });
    files
}

/// Adds the templates of a chart; those of its dependencies come before. Charts are numbered as they are entered.
fn add_templates<'a>(
    chart: &'a Chart,
    parent_path: Option<&str>,
    charts: &mut usize,
    files: &mut Vec<TemplateFile<'a>>,
) {
    let own = *charts;
    *charts += 1;
    let path = chart.full_path(parent_path);
    for dependency in &chart.dependencies {
        add_templates(dependency, Some(&path), charts, files);
    }
    let is_library = chart.metadata.is_library();
    for file in &chart.templates {
        if !is_library || base_name(&file.name).starts_with('_') {
            let path = format!("{path}/{}", file.name);
            let depth = memchr::memchr_iter(b'/', path.as_bytes()).count();
            files.push(TemplateFile {
                path,
                depth,
                text: &file.data,
                chart: own,
            });
        }
    }
}

/// The root context of a chart, shared by all its templates.
#[derive(Debug)]
pub(crate) struct ChartContext {
    map: Map,
    base_path: Str,
}

impl ChartContext {
    /// The context with `.Template` set to the file.
    pub(crate) fn of_template(&self, path: &str) -> Value {
        let template = [
            ("Name", Str::from(path)),
            ("BasePath", self.base_path.clone()),
        ];
        let template = template
            .into_iter()
            .map(|(key, text)| (Str::from(key), Value::Str(text)));
        let template = Map::new(self.map.map_type(), template.collect());
        self.map.set("Template".into(), Value::Map(template));
        Value::Map(self.map.clone())
    }
}

/// The contexts of a chart and its dependencies, each chart before what it depends on.
pub(crate) fn chart_contexts(
    chart: &Chart,
    values: &Value,
    release: &Release,
    capabilities: &Capabilities,
    dialect: HelmDialect,
) -> Vec<ChartContext> {
    let top = Top {
        release: release_value(release),
        capabilities: capabilities_value(capabilities, dialect),
        dialect,
    };
    let root = Map::new(
        values_type(dialect),
        [(Str::from("Values"), values.clone())].into(),
    );
    let mut contexts = Vec::new();
    top.add(chart, None, &root, &mut contexts);
    contexts
}

fn release_value(release: &Release) -> Value {
    let entries = [
        ("Name", Value::str(release.name.as_str())),
        ("Namespace", Value::str(release.namespace.as_str())),
        (
            "IsUpgrade",
            Value::Bool(release.action == ReleaseAction::Upgrade),
        ),
        (
            "IsInstall",
            Value::Bool(release.action == ReleaseAction::Install),
        ),
        ("Revision", Value::int(release.revision)),
        ("Service", Value::str("Helm")),
    ];
    Value::Map(Map::any(
        entries
            .into_iter()
            .map(|(name, value)| (Str::from(name), value))
            .collect(),
    ))
}

/// What all charts of a render share.
struct Top {
    release: Value,
    capabilities: Value,
    dialect: HelmDialect,
}

impl Top {
    /// Adds the context of `chart` below the context `parent`, then those of its dependencies.
    fn add(
        &self,
        chart: &Chart,
        parent_path: Option<&str>,
        parent: &Map,
        contexts: &mut Vec<ChartContext>,
    ) -> Map {
        let is_root = parent_path.is_none();
        let path = chart.full_path(parent_path);
        let subcharts = Map::any(BTreeMap::new());
        let values = if is_root {
            parent.get(b"Values").unwrap_or_default()
        } else {
            let own = [b"Values.", chart.name().as_bytes()].concat();
            let table = table_at(parent, &own);
            Value::Map(
                table.unwrap_or_else(|_| Map::new(values_type(self.dialect), BTreeMap::new())),
            )
        };
        let entries = [
            ("Chart", chart_value(&chart.metadata, is_root, self.dialect)),
            ("Files", files_value(&chart.files, self.dialect)),
            ("Release", self.release.clone()),
            ("Capabilities", self.capabilities.clone()),
            ("Values", values),
            ("Subcharts", Value::Map(subcharts.clone())),
        ];
        let map = Map::new(
            values_type(self.dialect),
            entries
                .into_iter()
                .map(|(name, value)| (Str::from(name), value))
                .collect(),
        );
        contexts.push(ChartContext {
            map: map.clone(),
            base_path: Str::from(format!("{path}/templates")),
        });
        for dependency in &chart.dependencies {
            let child = self.add(dependency, Some(&path), &map, contexts);
            subcharts.set(
                dependency.name().into(),
                Value::Map(child.retyped(MapType::ANY)),
            );
        }
        map
    }
}

/// The part of a path after the last `/`.
pub(crate) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
