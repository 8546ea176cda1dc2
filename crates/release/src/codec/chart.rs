//! The chart in a record.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use steersman_chart::{
    Chart, File, Lock, Metadata, Modified, lock_from_tree, lock_tree, metadata_from_tree,
    metadata_tree,
};
use steersman_value::{Str, Tree};

use super::CodecError;
use super::tree::{FromJson, Shape, Shaped, TableAsJson};
use crate::Time;

const ZERO_TIME: &str = "0001-01-01T00:00:00Z";

const MAINTAINER: Shape = Shape(&[("name", None), ("email", None), ("url", None)]);

const DEPENDENCY: Shape = Shape(&[
    ("name", None),
    ("version", None),
    ("repository", None),
    ("condition", None),
    ("tags", None),
    ("enabled", None),
    ("import-values", None),
    ("alias", None),
]);

const LOCK: Shape = Shape(&[
    ("generated", None),
    ("digest", None),
    ("dependencies", Some(&DEPENDENCY)),
]);

const METADATA: Shape = Shape(&[
    ("name", None),
    ("home", None),
    ("sources", None),
    ("version", None),
    ("description", None),
    ("keywords", None),
    ("maintainers", Some(&MAINTAINER)),
    ("icon", None),
    ("apiVersion", None),
    ("condition", None),
    ("tags", None),
    ("appVersion", None),
    ("deprecated", None),
    ("annotations", None),
    ("kubeVersion", None),
    ("dependencies", Some(&DEPENDENCY)),
    ("type", None),
]);

/// A chart as it is written: without raw files and dependencies, fields in Helm's order.
#[derive(Serialize)]
pub(super) struct WrittenChart<'a> {
    #[serde(serialize_with = "write_metadata")]
    metadata: &'a Metadata,
    lock: Option<LockAsJson<'a>>,
    #[serde(serialize_with = "write_files")]
    templates: &'a [File],
    values: Option<TableAsJson<'a>>,
    schema: Option<BytesAsJson<'a>>,
    schemamodtime: String,
    #[serde(serialize_with = "write_files")]
    files: &'a [File],
    #[serde(skip_serializing_if = "Option::is_none")]
    modtime: Option<String>,
}

impl<'a> WrittenChart<'a> {
    pub(super) fn new(chart: &'a Chart) -> Self {
        Self {
            metadata: &chart.metadata,
            lock: chart.lock.as_ref().map(LockAsJson),
            templates: &chart.templates,
            values: has_values(chart).then_some(TableAsJson(&chart.values)),
            schema: chart.schema.as_ref().map(BytesAsJson),
            schemamodtime: chart
                .schema_modified
                .map_or_else(|| ZERO_TIME.to_owned(), Modified::to_rfc3339),
            files: &chart.files,
            modtime: chart.modified.map(Modified::to_rfc3339),
        }
    }
}

/// A chart without a file of values has none, which is not the same to Helm as having no values.
fn has_values(chart: &Chart) -> bool {
    !chart.values.is_empty() || chart.raw_file("values.yaml").is_some()
}

fn write_metadata<S: serde::Serializer>(metadata: &Metadata, writer: S) -> Result<S::Ok, S::Error> {
    let tree = &metadata_tree(metadata);
    let shape = &METADATA;
    Shaped { tree, shape }.serialize(writer)
}

struct LockAsJson<'a>(&'a Lock);

impl Serialize for LockAsJson<'_> {
    fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        let tree = &lock_tree(self.0);
        let shape = &LOCK;
        Shaped { tree, shape }.serialize(writer)
    }
}

/// Bytes as Go writes them: in base64.
struct BytesAsJson<'a>(&'a Str);

impl Serialize for BytesAsJson<'_> {
    fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        writer.serialize_str(&STANDARD.encode(self.0))
    }
}

#[derive(Serialize)]
struct WrittenFile<'a> {
    name: &'a str,
    data: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    modtime: Option<String>,
}

fn write_files<S: serde::Serializer>(files: &[File], writer: S) -> Result<S::Ok, S::Error> {
    if files.is_empty() {
        return writer.serialize_none();
    }
    writer.collect_seq(files.iter().map(|file| WrittenFile {
        name: &file.name,
        data: STANDARD.encode(&file.data),
        modtime: file.modified.map(Modified::to_rfc3339),
    }))
}

/// A chart as it is read.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ReadChart {
    metadata: FromJson,
    lock: FromJson,
    templates: Option<Vec<ReadFile>>,
    values: FromJson,
    schema: Option<String>,
    schemamodtime: Option<String>,
    files: Option<Vec<ReadFile>>,
    modtime: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ReadFile {
    name: String,
    data: Option<String>,
    modtime: Option<String>,
}

impl ReadChart {
    pub(super) fn into_chart(self) -> Result<Chart, CodecError> {
        Ok(Chart {
            metadata: metadata_from_tree(&self.metadata.0).map_err(CodecError::Chart)?,
            lock: lock_from_tree(&self.lock.0).map_err(CodecError::Chart)?,
            values: match self.values.0 {
                Tree::Map(table) => table.into(),
                _ => Arc::default(),
            },
            schema: self
                .schema
                .map(|text| decode_bytes(&text))
                .transpose()?
                .map(Into::into),
            schema_modified: modified(self.schemamodtime.as_deref()),
            templates: into_files(self.templates)?,
            files: into_files(self.files)?,
            modified: modified(self.modtime.as_deref()),
            ..Chart::default()
        })
    }
}

fn into_files(files: Option<Vec<ReadFile>>) -> Result<Vec<File>, CodecError> {
    let file = |file: ReadFile| {
        Ok(File {
            name: file.name,
            data: decode_bytes(&file.data.unwrap_or_default())?.into(),
            modified: modified(file.modtime.as_deref()),
        })
    };
    files.unwrap_or_default().into_iter().map(file).collect()
}

fn decode_bytes(text: &str) -> Result<Vec<u8>, CodecError> {
    Ok(STANDARD.decode(text)?)
}

fn modified(text: Option<&str>) -> Option<Modified> {
    let text = text.filter(|text| *text != ZERO_TIME)?;
    let moment = text.parse::<Time>().ok()?.moment();
    Some(Modified {
        seconds: moment.as_second(),
        nanos: moment.subsec_nanosecond().unsigned_abs(),
    })
}
