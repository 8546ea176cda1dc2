use std::collections::{BTreeMap, BTreeSet};

use steersman_value::Tree;

use crate::catalog::Builder;
use crate::decode::{Keys, chart_version, known_keys, text, text_list, text_map, time, wrong};
use crate::model::sort_versions;
use crate::split::split;
use crate::{Catalog, ChartVersion, Index, IndexError, Skipped};

/// What was read of an index, whole.
#[derive(Clone, Debug)]
pub struct ReadIndex {
    /// The index.
    pub index: Index,
    /// What was passed over.
    pub skipped: Vec<Skipped>,
}

/// What was read of an index for search and resolution.
#[derive(Clone, Debug)]
pub struct ReadCatalog {
    /// The catalog.
    pub catalog: Catalog,
    /// What was passed over.
    pub skipped: Vec<Skipped>,
}

const FRAME: &[&str] = &[
    "serverInfo",
    "apiVersion",
    "generated",
    "entries",
    "publicKeys",
    "annotations",
];

/// Reads an index, whole.
///
/// # Errors
/// [`IndexError`]
pub fn read_index(content: &[u8]) -> Result<ReadIndex, IndexError> {
    let mut entries = BTreeMap::new();
    let (mut index, skipped) = read(content, &mut |name, versions| {
        entries.insert(name, versions);
        Ok(())
    })?;
    index.entries = entries;
    Ok(ReadIndex { index, skipped })
}

/// Reads what search and resolution need of an index, one chart after the other.
///
/// # Errors
/// [`IndexError`]
pub fn read_catalog(content: &[u8]) -> Result<ReadCatalog, IndexError> {
    let mut builder = Builder::default();
    let (_, skipped) = read(content, &mut |name, versions| {
        builder.add(&name, &versions);
        Ok(())
    })?;
    let catalog = builder.build().ok_or(IndexError::TooLarge)?;
    Ok(ReadCatalog { catalog, skipped })
}

/// Reads an index one chart after the other: memory is needed for the text and for one chart. A chart may come twice;
/// then the second one counts.
///
/// # Errors
/// [`IndexError`], also those of `take`.
pub fn read_charts(
    content: &[u8],
    take: &mut dyn FnMut(String, Vec<ChartVersion>) -> Result<(), IndexError>,
) -> Result<Vec<Skipped>, IndexError> {
    read(content, take).map(|(_, skipped)| skipped)
}

type Take<'t> = &'t mut dyn FnMut(String, Vec<ChartVersion>) -> Result<(), IndexError>;

fn read(content: &[u8], take: Take<'_>) -> Result<(Index, Vec<Skipped>), IndexError> {
    if content.is_empty() {
        return Err(IndexError::Empty);
    }
    let mut skipped = Vec::new();
    let index = if let Some(index) = read_parts(content, take, &mut skipped) {
        index
    } else {
        skipped.clear();
        read_whole(content, take, &mut skipped)?
    };
    if index.api_version.is_empty() {
        return Err(IndexError::NoApiVersion);
    }
    Ok((index, skipped))
}

/// Reads an index part by part; nothing when a part is not as it should be.
fn read_parts(content: &[u8], take: Take<'_>, skipped: &mut Vec<Skipped>) -> Option<Index> {
    let parts = split(content)?;
    let around = steersman_yaml::parse_strict(&parts.frame).ok()?;
    let (index, entries) = frame(&around, Keys::Known).ok()?;
    if !entries.is_empty() {
        return None;
    }
    let mut names = BTreeSet::new();
    let mut read = Vec::new();
    for part in &parts.charts {
        let Tree::Map(table) = steersman_yaml::parse_strict(part).ok()? else {
            return None;
        };
        for (name, versions) in table {
            let name = name.to_str()?.to_owned();
            if !names.insert(name.clone()) {
                return None;
            }
            let versions = chart(&name, &versions, Keys::Known, skipped).ok()?;
            read.push((name, versions));
        }
        // A later part may still be wrong; then everything is read again, and replaces what was taken.
        for (name, versions) in read.drain(..) {
            take(name, versions).ok()?;
        }
    }
    Some(index)
}

fn read_whole(
    content: &[u8],
    take: Take<'_>,
    skipped: &mut Vec<Skipped>,
) -> Result<Index, IndexError> {
    let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(content).is_ok();
    let (keys, shape): (_, fn(String) -> IndexError) = if is_json {
        (Keys::Any, IndexError::Json)
    } else {
        (Keys::Known, IndexError::Shape)
    };
    let tree = if is_json {
        steersman_yaml::parse_typed(content)
    } else {
        steersman_yaml::parse_strict(content)
    };
    let tree = tree.map_err(|error| IndexError::Yaml(error.to_string()))?;
    let (index, entries) = frame(&tree, keys).map_err(shape)?;
    for (name, versions) in entries {
        let versions = chart(&name, versions, keys, skipped).map_err(shape)?;
        take(name, versions)?;
    }
    Ok(index)
}

/// The versions of each chart as they were written.
type Entries<'t> = Vec<(String, &'t Tree)>;

/// What stands around the entries, and the entries.
fn frame(tree: &Tree, keys: Keys) -> Result<(Index, Entries<'_>), String> {
    let mut index = Index {
        api_version: String::new(),
        generated: String::new(),
        entries: BTreeMap::new(),
        public_keys: Vec::new(),
        annotations: BTreeMap::new(),
        server_info: None,
    };
    let mut entries = Vec::new();
    let table = match tree {
        Tree::Null => return Ok((index, entries)),
        Tree::Map(table) => table,
        other => return Err(wrong(other, None, "repo.IndexFile")),
    };
    if keys == Keys::Known {
        known_keys(table, FRAME)?;
    }
    for (key, value) in table {
        let key = key.to_text();
        match FRAME
            .iter()
            .find(|known| known.eq_ignore_ascii_case(&key))
            .copied()
        {
            Some("serverInfo") => match value {
                Tree::Null | Tree::Map(_) => index.server_info = Some(value.clone()),
                other => {
                    let field = Some("IndexFile.serverInfo");
                    return Err(wrong(other, field, "map[string]interface {}"));
                }
            },
            Some("apiVersion") => index.api_version = text(value, "IndexFile.apiVersion")?,
            Some("generated") => index.generated = time(value)?,
            Some("publicKeys") => index.public_keys = text_list(value, "IndexFile.publicKeys")?,
            Some("annotations") => index.annotations = text_map(value, "IndexFile.annotations")?,
            Some("entries") => match value {
                Tree::Null => {}
                Tree::Map(table) => {
                    entries = table
                        .iter()
                        .map(|(name, value)| (name.to_text().into_owned(), value))
                        .collect();
                }
                other => {
                    let field = Some("IndexFile.entries");
                    return Err(wrong(other, field, "map[string]repo.ChartVersions"));
                }
            },
            _ => {}
        }
    }
    Ok((index, entries))
}

/// The versions of a chart that count, the newest first.
fn chart(
    name: &str,
    tree: &Tree,
    keys: Keys,
    skipped: &mut Vec<Skipped>,
) -> Result<Vec<ChartVersion>, String> {
    let items = match tree {
        Tree::Null => return Ok(Vec::new()),
        Tree::List(items) => items,
        other => {
            return Err(wrong(
                other,
                Some("IndexFile.entries"),
                "repo.ChartVersions",
            ));
        }
    };
    let decoded: Vec<_> = items
        .iter()
        .map(|item| chart_version(item, keys))
        .collect::<Result<_, _>>()?;
    let mut versions = Vec::with_capacity(decoded.len());
    // From the last to the first, as Helm tells of them.
    for version in decoded.into_iter().rev() {
        let skip = |version: &str, error| Skipped {
            name: name.into(),
            version: version.into(),
            error,
        };
        let Some(mut version) = version else {
            skipped.push(skip("", None));
            continue;
        };
        if version.metadata.api_version.is_empty() {
            version.metadata.api_version = "v1".into();
        }
        match version.metadata.validate() {
            Ok(()) | Err(steersman_chart::ValidationError::DuplicateDependency(_)) => {
                versions.push(version);
            }
            Err(error) => skipped.push(skip(&version.metadata.version, Some(error.to_string()))),
        }
    }
    versions.reverse();
    sort_versions(&mut versions);
    Ok(versions)
}
