//! From documents to the model, by the rules of Go's `encoding/json`.

use std::collections::BTreeMap;

use steersman_chart::{Dependency, Maintainer, metadata_from_tree};
use steersman_value::{Table, Tree};

use crate::ChartVersion;
use crate::strict::{check_texts, in_index};

/// Whether a key that is not known is a fault: it is in YAML, not in JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keys {
    Known,
    Any,
}

/// A version of a chart; nothing for null.
pub(crate) fn chart_version(tree: &Tree, keys: Keys) -> Result<Option<ChartVersion>, String> {
    let table = match tree {
        Tree::Null => return Ok(None),
        Tree::Map(table) => table,
        other => return Err(wrong(other, Some("IndexFile.entries"), "repo.ChartVersion")),
    };
    if keys == Keys::Known {
        known_keys(table, &ChartVersion::FIELDS)?;
        for (field, names) in [
            ("maintainers", &Maintainer::FIELDS[..]),
            ("dependencies", &Dependency::FIELDS[..]),
        ] {
            for item in table
                .get(field.as_bytes())
                .and_then(Tree::as_list)
                .unwrap_or_default()
            {
                item.as_map()
                    .map_or(Ok(()), |item| known_keys(item, names))?;
            }
        }
    }
    check_texts(table)?;
    let mut version = ChartVersion {
        metadata: metadata_from_tree(tree).map_err(|text| in_index(&text))?,
        ..ChartVersion::default()
    };
    for (key, value) in table {
        let Some(name) = key.to_str() else { continue };
        let field = ChartVersion::FIELDS
            .iter()
            .find(|known| known.eq_ignore_ascii_case(name));
        match field.copied().unwrap_or_default() {
            "urls" => version.urls = texts(value, "ChartVersion.entries.urls")?,
            "created" => version.created = time(value)?,
            "removed" => version.removed = flag(value, "ChartVersion.entries.removed")?,
            "digest" => version.digest = text(value, "ChartVersion.entries.digest")?,
            "checksum" => version.retired[0] = text(value, "ChartVersion.entries.checksum")?,
            "engine" => version.retired[1] = text(value, "ChartVersion.entries.engine")?,
            "tillerVersion" => {
                version.retired[2] = text(value, "ChartVersion.entries.tillerVersion")?;
            }
            "url" => version.retired[3] = text(value, "ChartVersion.entries.url")?,
            _ => {}
        }
    }
    Ok(Some(version))
}

/// Refuses keys that nobody knows.
pub(crate) fn known_keys(table: &Table, names: &[&str]) -> Result<(), String> {
    for key in table.keys() {
        let key = key.to_text();
        if !names.iter().any(|name| name.eq_ignore_ascii_case(&key)) {
            return Err(format!("json: unknown field {key:?}"));
        }
    }
    Ok(())
}

pub(crate) fn wrong(tree: &Tree, field: Option<&str>, wanted: &str) -> String {
    let found = match tree {
        Tree::Null => "null",
        Tree::Bool(_) => "bool",
        Tree::Int(_) | Tree::Uint(_) | Tree::Float(_) => "number",
        Tree::Str(_) => "string",
        Tree::List(_) => "array",
        Tree::Map(_) => "object",
    };
    match field {
        Some(field) => {
            format!("json: cannot unmarshal {found} into Go struct field {field} of type {wanted}")
        }
        None => format!("json: cannot unmarshal {found} into Go value of type {wanted}"),
    }
}

/// A text; the YAML library of Helm turns numbers and booleans into texts where texts are wanted.
pub(crate) fn text(tree: &Tree, field: &str) -> Result<String, String> {
    match tree {
        Tree::Null => Ok(String::new()),
        Tree::Str(text) => Ok(text.to_text().into_owned()),
        other => match steersman_yaml::scalar_text(other) {
            Some(text) => Ok(text.to_text().into_owned()),
            None => Err(wrong(other, Some(field), "string")),
        },
    }
}

fn texts(tree: &Tree, field: &str) -> Result<Option<Vec<String>>, String> {
    match tree {
        Tree::Null => Ok(None),
        Tree::List(items) => items
            .iter()
            .map(|item| text(item, field))
            .collect::<Result<_, _>>()
            .map(Some),
        other => Err(wrong(other, Some(field), "[]string")),
    }
}

fn flag(tree: &Tree, field: &str) -> Result<bool, String> {
    match tree {
        Tree::Null => Ok(false),
        Tree::Bool(flag) => Ok(*flag),
        other => Err(wrong(other, Some(field), "bool")),
    }
}

/// A time as RFC 3339 has it, written as Go writes it.
pub(crate) fn time(tree: &Tree) -> Result<String, String> {
    match tree {
        Tree::Null => Ok(String::new()),
        Tree::Str(text) => {
            let text = text.to_text();
            steersman_chart::normal_time(&text).ok_or_else(|| {
                format!(
                    "parsing time {text:?} as \"2006-01-02T15:04:05Z07:00\": cannot parse {text:?}"
                )
            })
        }
        _ => Err("Time.UnmarshalJSON: input is not a JSON string".into()),
    }
}

pub(crate) fn text_map(tree: &Tree, field: &str) -> Result<BTreeMap<String, String>, String> {
    match tree {
        Tree::Null => Ok(BTreeMap::new()),
        Tree::Map(table) => table
            .iter()
            .map(|(key, value)| Ok((key.to_text().into_owned(), text(value, field)?)))
            .collect(),
        other => Err(wrong(other, Some(field), "map[string]string")),
    }
}

/// The texts of a list.
pub(crate) fn text_list(tree: &Tree, field: &str) -> Result<Vec<String>, String> {
    Ok(texts(tree, field)?.unwrap_or_default())
}
