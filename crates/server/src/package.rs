//! What a package says about itself.

use steersman_chart::archive::Limits;
use steersman_chart::{Chart, LoadError, load_archive, metadata_tree};
use steersman_names::HelmDialect;
use steersman_value::{Table, Tree};

use crate::names::{FileName, NameProblem};

const MIB: u64 = 1024 * 1024;

/// Bytes of one file in a package.
const MAX_FILE: u64 = 5 * MIB;

/// A package is refused. The texts are those of the chart loader.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PackageError {
    #[error("{0}")]
    Load(LoadError),
    #[error(transparent)]
    Name(#[from] NameProblem),
}

/// A package that is a chart.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    /// `Chart.yaml` as a JSON object.
    pub(crate) metadata: String,
}

/// The chart in the bytes of a package, within the limits of a server.
///
/// # Errors
/// [`PackageError::Load`]
pub(crate) fn load(bytes: &[u8]) -> Result<Chart, PackageError> {
    let limits = Limits {
        total: 100 * MIB,
        file: Some(MAX_FILE),
        stream: 110 * MIB,
        nested_total: 110 * MIB,
        entries: 20_000,
        ..Limits::default()
    };
    let loaded =
        load_archive(bytes, HelmDialect::default(), &limits).map_err(PackageError::Load)?;
    Ok(loaded.chart)
}

/// Checks the bytes of a package and reads its `Chart.yaml`.
///
/// # Errors
/// [`PackageError`]
pub(crate) fn inspect(bytes: &[u8]) -> Result<Package, PackageError> {
    let chart = load(bytes)?;
    // The name has to be one that can stand in a folder, whatever the loader thinks of it.
    FileName::of_package(&chart.metadata.name, &chart.metadata.version)?;
    Ok(Package {
        metadata: json_text(&metadata_tree(&chart.metadata)),
        name: chart.metadata.name,
        version: chart.metadata.version,
    })
}

/// A document as JSON, with sorted keys.
pub(crate) fn json_text(tree: &Tree) -> String {
    json_of(tree).to_string()
}

/// A document as JSON.
pub(crate) fn json_of(tree: &Tree) -> serde_json::Value {
    use serde_json::Value;
    match tree {
        Tree::Null => Value::Null,
        Tree::Bool(value) => (*value).into(),
        Tree::Int(value) => (*value).into(),
        Tree::Uint(value) => (*value).into(),
        // Whole numbers are read as floating point ones, but nobody wants to see that.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is within the range of exact integers"
        )]
        Tree::Float(value) if value.fract() == 0.0 && value.abs() < 9e15 => (*value as i64).into(),
        Tree::Float(value) => (*value).into(),
        Tree::Str(text) => text.to_text().into_owned().into(),
        Tree::List(items) => items.iter().map(json_of).collect::<Vec<_>>().into(),
        Tree::Map(table) => Value::Object(
            table
                .iter()
                .map(|(key, value)| (key.to_text().into_owned(), json_of(value)))
                .collect(),
        ),
    }
}

/// JSON as a document.
pub(crate) fn tree_of(value: serde_json::Value) -> Tree {
    use serde_json::Value;
    match value {
        Value::Null => Tree::Null,
        Value::Bool(value) => Tree::Bool(value),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(value), _) => Tree::Int(value),
            (None, Some(value)) => Tree::Uint(value),
            (None, None) => Tree::Float(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Tree::from(text.as_str()),
        Value::Array(items) => Tree::List(items.into_iter().map(tree_of).collect()),
        Value::Object(fields) => Tree::Map(
            fields
                .into_iter()
                .map(|(key, value)| (key.as_str().into(), tree_of(value)))
                .collect::<Table>(),
        ),
    }
}
