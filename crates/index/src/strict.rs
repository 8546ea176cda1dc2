//! Texts of charts in an index have to be texts: unlike in `Chart.yaml`, numbers and booleans do not become some.

use steersman_value::{Table, Tree};

use crate::decode::wrong;

const TEXTS: &[&str] = &[
    "name",
    "home",
    "version",
    "description",
    "icon",
    "apiVersion",
    "condition",
    "tags",
    "appVersion",
    "kubeVersion",
    "type",
];
const LISTS: &[&str] = &["sources", "keywords"];
/// Lists of objects: their name, that of their type, the texts of an object, and its lists of texts.
const OBJECTS: &[(&str, &str, &[&str], &[&str])] = &[
    ("maintainers", "Maintainer", &["name", "email", "url"], &[]),
    (
        "dependencies",
        "Dependency",
        &["name", "version", "repository", "condition", "alias"],
        &["tags"],
    ),
];

/// Refuses what Go's `encoding/json` refuses of the texts of a chart's metadata.
pub(crate) fn check_texts(table: &Table) -> Result<(), String> {
    for (key, value) in table {
        let Some(key) = key.to_str() else { continue };
        let is_key = |name: &&str| name.eq_ignore_ascii_case(key);
        let path = |name: &str| format!("ChartVersion.entries.Metadata.{name}");
        if let Some(name) = TEXTS.iter().find(|name| is_key(name)) {
            check(value, &path(name))?;
        } else if let Some(name) = LISTS.iter().find(|name| is_key(name)) {
            check_items(value, &path(name))?;
        } else if key.eq_ignore_ascii_case("annotations") {
            for text in value.as_map().into_iter().flat_map(Table::values) {
                check(text, &path("annotations"))?;
            }
        } else if let Some((name, kind, texts, lists)) =
            OBJECTS.iter().find(|(name, ..)| is_key(name))
        {
            let objects = value.as_list().unwrap_or_default();
            for (key, value) in objects.iter().filter_map(Tree::as_map).flatten() {
                let Some(key) = key.to_str() else { continue };
                let is_key = |name: &&&str| name.eq_ignore_ascii_case(key);
                let path = |field: &str| format!("{kind}.entries.Metadata.{name}.{field}");
                if let Some(field) = texts.iter().find(is_key) {
                    check(value, &path(field))?;
                } else if let Some(field) = lists.iter().find(is_key) {
                    check_items(value, &path(field))?;
                }
            }
        }
    }
    Ok(())
}

fn check_items(value: &Tree, path: &str) -> Result<(), String> {
    let items = value.as_list().unwrap_or_default();
    items.iter().try_for_each(|item| check(item, path))
}

fn check(value: &Tree, path: &str) -> Result<(), String> {
    match value {
        Tree::Bool(_) | Tree::Int(_) | Tree::Uint(_) | Tree::Float(_) => {
            Err(wrong(value, Some(path), "string"))
        }
        _ => Ok(()),
    }
}

/// A message about the metadata of a chart, as it is about those in an index.
pub(crate) fn in_index(text: &str) -> String {
    const PLACES: [(&str, &str); 3] = [
        ("field Metadata.", "field ChartVersion.entries.Metadata."),
        ("field Dependency.", "field Dependency.entries.Metadata."),
        ("field Maintainer.", "field Maintainer.entries.Metadata."),
    ];
    let place = PLACES.iter().find(|(from, _)| text.contains(from));
    place.map_or_else(|| text.to_owned(), |(from, to)| text.replacen(from, to, 1))
}
