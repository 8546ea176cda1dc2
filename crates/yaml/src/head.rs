//! The head of a Kubernetes manifest.

use std::borrow::Cow;
use std::collections::BTreeMap;

use steersman_value::{Str, Table, Tree};

use crate::Error;
use crate::fast::{self, Doubt};
use crate::number::push_float32;
use crate::parse::{check_size, json_kind, parse_typed};

/// What a program has to know of a manifest to sort it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// `apiVersion`
    pub api_version: Str,
    /// `kind`
    pub kind: Str,
    /// `metadata`, when it is there and not null.
    pub metadata: Option<HeadMetadata>,
}

/// The part of a manifest's `metadata` that a [`Head`] has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeadMetadata {
    /// `name`
    pub name: Str,
    /// `annotations`, when they are there and not null.
    pub annotations: Option<BTreeMap<Str, Str>>,
}

/// Checks that `text` begins with a YAML document that Helm accepts as a manifest, and reads its head.
///
/// # Errors
/// As [`parse`](crate::parse()); [`Error::Mismatch`] when a part of the head is of the wrong kind.
pub fn scan_manifest(text: &[u8]) -> Result<Head, Error> {
    check_size(text)?;
    fast::scan_head(text).or_else(|Doubt| read_head(&parse_typed(text)?))
}

/// The type of `metadata` as Go prints it.
const METADATA_TYPE: &str = r#"struct { Name string "json:\"name\""; Annotations map[string]string "json:\"annotations\"" }"#;

pub(crate) fn read_head(tree: &Tree) -> Result<Head, Error> {
    let mut head = Head::default();
    let table = match tree {
        Tree::Null => return Ok(head),
        Tree::Map(table) => table,
        other => return Err(mismatch(other, "value of type util.SimpleHead")),
    };
    // The first field of a wrong kind is reported, after all others were read.
    let mut wrong = None;
    for (key, value) in table {
        let result = match field(key, &["apiVersion", "kind", "metadata"]) {
            Some("apiVersion") => {
                read_string(value, &mut head.api_version, "SimpleHead.apiVersion")
            }
            Some("kind") => read_string(value, &mut head.kind, "SimpleHead.kind"),
            Some(_) => read_metadata(value, &mut head.metadata),
            None => Ok(()),
        };
        wrong = wrong.or_else(|| result.err());
    }
    wrong.map_or(Ok(head), Err)
}

/// The field that `encoding/json` puts `key` into: names are compared without regard to case.
fn field(key: &Str, names: &[&'static str]) -> Option<&'static str> {
    names
        .iter()
        .copied()
        .find(|name| key.eq_ignore_ascii_case(name.as_bytes()))
}

fn read_metadata(value: &Tree, metadata: &mut Option<HeadMetadata>) -> Result<(), Error> {
    let table = match value {
        Tree::Null => {
            *metadata = None;
            return Ok(());
        }
        Tree::Map(table) => table,
        other => {
            return Err(mismatch(
                other,
                &format!("struct field SimpleHead.metadata of type {METADATA_TYPE}"),
            ));
        }
    };
    let metadata = metadata.get_or_insert_default();
    let mut wrong = None;
    for (key, value) in table {
        let result = match field(key, &["name", "annotations"]) {
            Some("name") => read_string(value, &mut metadata.name, ".metadata.name"),
            Some(_) => read_annotations(value, &mut metadata.annotations),
            None => Ok(()),
        };
        wrong = wrong.or_else(|| result.err());
    }
    wrong.map_or(Ok(()), Err)
}

fn read_annotations(
    value: &Tree,
    annotations: &mut Option<BTreeMap<Str, Str>>,
) -> Result<(), Error> {
    let table: &Table = match value {
        Tree::Null => {
            *annotations = None;
            return Ok(());
        }
        Tree::Map(table) => table,
        other => {
            return Err(mismatch(
                other,
                "struct field .metadata.annotations of type map[string]string",
            ));
        }
    };
    let annotations = annotations.get_or_insert_default();
    let mut wrong = None;
    for (key, value) in table {
        let mut text = Str::default();
        let result = read_string(value, &mut text, ".metadata.annotations");
        annotations.insert(key.clone(), text);
        wrong = wrong.or_else(|| result.err());
    }
    wrong.map_or(Ok(()), Err)
}

/// Reads a value into a string; null leaves it as it is.
fn read_string(value: &Tree, out: &mut Str, field: &str) -> Result<(), Error> {
    match value {
        Tree::Null => {}
        Tree::List(_) | Tree::Map(_) => {
            return Err(mismatch(
                value,
                &format!("struct field {field} of type string"),
            ));
        }
        scalar => *out = scalar_text(scalar).unwrap_or_default(),
    }
    Ok(())
}

fn mismatch(tree: &Tree, target: &str) -> Error {
    Error::Mismatch {
        found: json_kind(tree),
        target: Cow::Owned(target.to_owned()),
    }
}

/// The string that `sigs.k8s.io/yaml` puts into a string field for a number, a boolean or a string:
/// floats are rounded to 32 bits, so a version `1.10` becomes `1.1`. `None` for everything else. The numbers have
/// to be typed, as [`parse_typed`] reads them.
pub fn scalar_text(tree: &Tree) -> Option<Str> {
    Some(match tree {
        Tree::Str(text) => text.clone(),
        Tree::Bool(value) => Str::from(if *value { "true" } else { "false" }),
        Tree::Int(value) => Str::from(value.to_string()),
        Tree::Uint(value) => Str::from(value.to_string()),
        Tree::Float(value) => {
            let mut text = Vec::new();
            push_float32(&mut text, *value);
            Str::from(text)
        }
        Tree::Null | Tree::List(_) | Tree::Map(_) => return None,
    })
}
