//! `get metadata`: facts about a release and its chart.

use std::collections::BTreeMap;

use steersman_chart::Dependency;
use steersman_names::HelmDialect;
use steersman_release::{ApplyMethod, Release};
use steersman_value::{Table, Tree};

use crate::command::Invocation;
use crate::context::Context;
use crate::error::CliError;
use crate::moment::Moments;
use crate::output::{OutputFormat, document, json, json_list, json_object};

pub(super) fn print_metadata(
    release: &Release,
    context: &mut Context<'_>,
    invocation: &Invocation,
) -> Result<Vec<u8>, CliError> {
    let deployed = Moments::new(context.environment).rfc3339(release.info.last_deployed);
    // Helm 3 shows neither labels nor how the objects were written.
    let added = (context.dialect != HelmDialect::V3_22).then(|| {
        let mut labels = release.labels.clone();
        labels.extend(release.system_labels.clone());
        Added {
            labels,
            method: release.apply_method,
        }
    });
    match OutputFormat::of(&invocation.flags) {
        OutputFormat::Table => Ok(lines(release, added.as_ref(), &deployed).into_bytes()),
        format => document(object(release, added.as_ref(), &deployed), format),
    }
}

/// What Helm 4 added.
struct Added {
    labels: BTreeMap<String, String>,
    method: Option<ApplyMethod>,
}

fn lines(release: &Release, added: Option<&Added>, deployed: &str) -> String {
    let metadata = &release.chart.metadata;
    let mut dependencies: Vec<_> = metadata
        .dependencies()
        .iter()
        .map(|dependency| &*dependency.name)
        .collect();
    dependencies.sort_unstable();
    let apply_method = added.map(|added| match added.method {
        None => "client-side apply (defaulted)",
        Some(ApplyMethod::ClientSide) => "client-side apply",
        Some(ApplyMethod::ServerSide) => "server-side apply",
    });
    let labels = added.map(|added| pairs(&added.labels));
    let none = BTreeMap::new();
    [
        ("NAME", Some(&*release.name)),
        ("CHART", Some(&*metadata.name)),
        ("VERSION", Some(&*metadata.version)),
        ("APP_VERSION", Some(&*metadata.app_version)),
        (
            "ANNOTATIONS",
            Some(&*pairs(metadata.annotations.as_ref().unwrap_or(&none))),
        ),
        ("LABELS", labels.as_deref()),
        ("DEPENDENCIES", Some(&*dependencies.join(","))),
        ("NAMESPACE", Some(&*release.namespace)),
        ("REVISION", Some(&*release.version.to_string())),
        ("STATUS", Some(release.info.status.name())),
        ("DEPLOYED_AT", Some(deployed)),
        ("APPLY_METHOD", apply_method),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some(format!("{key}: {}\n", value?)))
    .collect()
}

fn pairs(entries: &BTreeMap<String, String>) -> String {
    let pairs: Vec<_> = entries
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    pairs.join(",")
}

fn object(release: &Release, added: Option<&Added>, deployed: &str) -> Vec<u8> {
    let metadata = &release.chart.metadata;
    let text = |text: &str| json(&Tree::from(text));
    let mut fields = vec![
        ("name", text(&release.name)),
        ("chart", text(&metadata.name)),
        ("version", text(&metadata.version)),
        ("appVersion", text(&metadata.app_version)),
    ];
    let annotations = metadata.annotations.iter();
    for annotations in annotations.filter(|entries| !entries.is_empty()) {
        fields.push(("annotations", json(&strings(annotations))));
    }
    if let Some(added) = added.filter(|added| !added.labels.is_empty()) {
        fields.push(("labels", json(&strings(&added.labels))));
    }
    if !metadata.dependencies().is_empty() {
        let dependencies = metadata.dependencies().iter().map(dependency);
        fields.push(("dependencies", json_list(dependencies)));
    }
    fields.extend([
        ("namespace", text(&release.namespace)),
        ("revision", json(&Tree::Int(i64::from(release.version)))),
        ("status", text(release.info.status.name())),
        ("deployedAt", text(deployed)),
    ]);
    if let Some(method) = added.and_then(|added| added.method) {
        fields.push(("applyMethod", text(method.name())));
    }
    let fields = fields
        .into_iter()
        .map(|(key, value)| [&*text(key), b":", &*value].concat());
    let list = json_list(fields);
    [b"{", &list[1..list.len() - 1], b"}"].concat()
}

fn strings(entries: &BTreeMap<String, String>) -> Tree {
    let entries = entries
        .iter()
        .map(|(key, value)| (key.as_str().into(), Tree::from(&**value)));
    Tree::Map(entries.collect::<Table>())
}

fn dependency(dependency: &Dependency) -> Vec<u8> {
    let mut fields = vec![("name", Tree::from(&*dependency.name))];
    if !dependency.version.is_empty() {
        fields.push(("version", Tree::from(&*dependency.version)));
    }
    fields.push(("repository", Tree::from(&*dependency.repository)));
    if !dependency.condition.is_empty() {
        fields.push(("condition", Tree::from(&*dependency.condition)));
    }
    if !dependency.tags.is_empty() {
        let tags = dependency.tags.iter().map(|tag| Tree::from(&**tag));
        fields.push(("tags", Tree::List(tags.collect())));
    }
    if dependency.enabled {
        fields.push(("enabled", Tree::Bool(true)));
    }
    if !dependency.import_values.is_empty() {
        let values = dependency.import_values.clone();
        fields.push(("import-values", Tree::List(values)));
    }
    if !dependency.alias.is_empty() {
        fields.push(("alias", Tree::from(&*dependency.alias)));
    }
    json_object(fields)
}
