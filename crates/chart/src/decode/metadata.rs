use steersman_value::Tree;

use super::TypeError;
use super::record::Reader;
use crate::{Dependency, Maintainer, Metadata};

/// What the model has no place for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct DecodedMetadata {
    /// The index of the first null in the list of dependencies; the nulls themselves are left out.
    pub(crate) null_dependency: Option<usize>,
}

/// Reads `Chart.yaml` or `requirements.yaml` into `metadata`, over what is there.
pub(crate) fn decode_metadata(
    metadata: &mut Metadata,
    tree: &Tree,
) -> Result<DecodedMetadata, TypeError> {
    let mut reader = Reader::new("Metadata");
    let mut decoded = DecodedMetadata::default();
    match tree {
        Tree::Map(table) => {
            reader.fields(table, &Metadata::FIELDS, |reader, name, value| {
                field(reader, metadata, name, value, &mut decoded);
            });
        }
        Tree::Null => {}
        other => reader.wrong(other, "v2.Metadata"),
    }
    reader.first.map_or(Ok(decoded), Err)
}

fn field(
    reader: &mut Reader,
    metadata: &mut Metadata,
    name: &str,
    value: &Tree,
    decoded: &mut DecodedMetadata,
) {
    match name {
        "name" => reader.string(&mut metadata.name, value),
        "home" => reader.string(&mut metadata.home, value),
        "sources" => reader.strings(&mut metadata.sources, value),
        "version" => reader.string(&mut metadata.version, value),
        "description" => reader.string(&mut metadata.description, value),
        "keywords" => reader.strings(&mut metadata.keywords, value),
        "maintainers" => reader.list(
            &mut metadata.maintainers,
            value,
            "[]*v2.Maintainer",
            maintainer,
        ),
        "icon" => reader.string(&mut metadata.icon, value),
        "apiVersion" => reader.string(&mut metadata.api_version, value),
        "condition" => reader.string(&mut metadata.condition, value),
        "tags" => reader.string(&mut metadata.tags, value),
        "appVersion" => reader.string(&mut metadata.app_version, value),
        "deprecated" => reader.boolean(&mut metadata.deprecated, value),
        "annotations" => reader.string_map(&mut metadata.annotations, value),
        "kubeVersion" => reader.string(&mut metadata.kube_version, value),
        "type" => reader.string(&mut metadata.chart_type, value),
        _ => {
            if value.is_null() {
                metadata.dependencies = None;
                return;
            }
            let mut list = metadata.dependencies.take().map(wrap).unwrap_or_default();
            reader.list(&mut list, value, "[]*v2.Dependency", dependency);
            decoded.null_dependency = list.iter().position(Option::is_none);
            metadata.dependencies = Some(list.into_iter().flatten().collect());
        }
    }
}

fn wrap(dependencies: Vec<Dependency>) -> Vec<Option<Dependency>> {
    dependencies.into_iter().map(Some).collect()
}

fn maintainer(reader: &mut Reader, target: &mut Option<Maintainer>, tree: &Tree) {
    match tree {
        Tree::Map(table) => {
            let maintainer = target.get_or_insert_default();
            reader.within("Maintainer", |reader| {
                reader.fields(
                    table,
                    &Maintainer::FIELDS,
                    |reader, name, value| match name {
                        "name" => reader.string(&mut maintainer.name, value),
                        "email" => reader.string(&mut maintainer.email, value),
                        _ => reader.string(&mut maintainer.url, value),
                    },
                );
            });
        }
        Tree::Null => *target = None,
        other => reader.wrong(other, "v2.Maintainer"),
    }
}

/// Reads an entry of the list of dependencies, in `Chart.yaml` and in locks.
pub(super) fn dependency(reader: &mut Reader, target: &mut Option<Dependency>, tree: &Tree) {
    match tree {
        Tree::Map(table) => {
            let dependency = target.get_or_insert_default();
            reader.within("Dependency", |reader| {
                reader.fields(
                    table,
                    &Dependency::FIELDS,
                    |reader, name, value| match name {
                        "name" => reader.string(&mut dependency.name, value),
                        "version" => reader.string(&mut dependency.version, value),
                        "repository" => reader.string(&mut dependency.repository, value),
                        "condition" => reader.string(&mut dependency.condition, value),
                        "tags" => reader.strings(&mut dependency.tags, value),
                        "enabled" => reader.boolean(&mut dependency.enabled, value),
                        "alias" => reader.string(&mut dependency.alias, value),
                        _ => reader.list(
                            &mut dependency.import_values,
                            value,
                            "[]interface {}",
                            |_, target, item| {
                                *target = item.clone();
                            },
                        ),
                    },
                );
            });
        }
        Tree::Null => *target = None,
        other => reader.wrong(other, "v2.Dependency"),
    }
}

/// The `apiVersion` of a `Chart.yaml`, read before anything else is.
pub(crate) fn chart_api_version(tree: &Tree) -> Result<String, TypeError> {
    let mut reader = Reader::new("chartBase");
    let mut version = String::new();
    match tree {
        Tree::Map(table) => {
            reader.fields(table, &["apiVersion"], |reader, _, value| {
                reader.string(&mut version, value);
            });
        }
        Tree::Null => {}
        other => reader.wrong(other, "loader.chartBase"),
    }
    reader.first.map_or(Ok(version), Err)
}
