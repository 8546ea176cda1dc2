//! The root contexts of the charts and the set of their templates.

use std::collections::HashMap;

use steersman_chart::Chart;
use steersman_names::HelmDialect;
use steersman_value::{Map, MapType, Str, Value};

use crate::files::files_value;
use crate::objects::{capabilities_value, chart_value, table_at, values_type};
use crate::{Capabilities, Release, ReleaseAction};

/// A template file and the context it is rendered with.
#[derive(Debug)]
pub(crate) struct Template<'a> {
    /// The full path, such as `parent/charts/child/templates/x.yaml`.
    pub(crate) path: String,
    /// The text of the template.
    pub(crate) text: &'a Str,
    /// The context of its chart, shared by all templates of the chart.
    pub(crate) context: Map,
    /// The value of `.Template.BasePath`.
    pub(crate) base_path: Str,
}

impl Template<'_> {
    /// Whether the file only holds definitions: its base name starts with `_`.
    pub(crate) fn is_partial(&self) -> bool {
        base_name(&self.path).starts_with('_')
    }
}

/// All templates of a chart and its dependencies in the order in which they are parsed and rendered: deepest path
/// first, then descending by name, so that a parent's definition replaces its dependency's.
pub(crate) fn collect_templates<'a>(
    chart: &'a Chart,
    values: &Value,
    release: &Release,
    capabilities: &Capabilities,
    dialect: HelmDialect,
) -> Vec<Template<'a>> {
    let top = Top {
        release: release_value(release),
        capabilities: capabilities_value(capabilities, dialect),
        dialect,
    };
    let root = Map::new(values_type(dialect), [(Str::from("Values"), values.clone())].into());
    let mut templates = HashMap::new();
    top.collect(chart, None, &root, &mut templates);
    let mut sorted: Vec<Template<'a>> = templates.into_values().collect();
    let depth = |template: &Template<'_>| memchr::memchr_iter(b'/', template.path.as_bytes()).count();
    sorted.sort_by_cached_key(|template| std::cmp::Reverse((depth(template), template.path.clone())));
    sorted
}

fn release_value(release: &Release) -> Value {
    let entries = [
        ("Name", Value::str(release.name.as_str())),
        ("Namespace", Value::str(release.namespace.as_str())),
        ("IsUpgrade", Value::Bool(release.action == ReleaseAction::Upgrade)),
        ("IsInstall", Value::Bool(release.action == ReleaseAction::Install)),
        ("Revision", Value::int(release.revision)),
        ("Service", Value::str("Helm")),
    ];
    Value::Map(Map::any(entries.into_iter().map(|(name, value)| (Str::from(name), value)).collect()))
}

/// What all charts of a render share.
struct Top {
    release: Value,
    capabilities: Value,
    dialect: HelmDialect,
}

impl Top {
    /// Builds the context of `chart` below the context `parent` and adds its templates; dependencies come first.
    fn collect<'a>(
        &self,
        chart: &'a Chart,
        parent_path: Option<&str>,
        parent: &Map,
        templates: &mut HashMap<String, Template<'a>>,
    ) -> Map {
        let is_root = parent_path.is_none();
        let path = chart.full_path(parent_path);
        let subcharts = Map::any(std::collections::BTreeMap::new());
        let values = if is_root {
            parent.get(b"Values").unwrap_or_default()
        } else {
            let own = [b"Values.", chart.name().as_bytes()].concat();
            Value::Map(
                table_at(parent, &own)
                    .unwrap_or_else(|_| Map::new(values_type(self.dialect), std::collections::BTreeMap::new())),
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
        let context = Map::new(
            values_type(self.dialect),
            entries.into_iter().map(|(name, value)| (Str::from(name), value)).collect(),
        );
        for dependency in &chart.dependencies {
            let child = self.collect(dependency, Some(&path), &context, templates);
            subcharts.set(dependency.name().into(), Value::Map(child.retyped(MapType::ANY)));
        }
        let base_path = Str::from(format!("{path}/templates"));
        for file in &chart.templates {
            if chart.metadata.is_library() && !base_name(&file.name).starts_with('_') {
                continue;
            }
            let template = Template {
                path: format!("{path}/{}", file.name),
                text: &file.data,
                context: context.clone(),
                base_path: base_path.clone(),
            };
            templates.insert(template.path.clone(), template);
        }
        context
    }
}

/// The part of a path after the last `/`.
pub(crate) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
