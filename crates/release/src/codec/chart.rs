use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Number, Value, json};
use steersman_chart::{
    Chart, File, Modified, lock_from_tree, lock_tree, metadata_from_tree, metadata_tree,
};
use steersman_value::{Table, Tree};

use super::CodecError;
use crate::Time;

const ZERO_TIME: &str = "0001-01-01T00:00:00Z";

/// The chart as records hold it: without raw files and dependencies.
pub(super) fn chart_to_json(chart: &Chart) -> Value {
    let time = |modified: Option<Modified>| {
        modified.map_or_else(|| ZERO_TIME.to_owned(), Modified::to_rfc3339)
    };
    let mut object = Map::new();
    object.insert(
        "metadata".to_owned(),
        tree_to_json(&metadata_tree(&chart.metadata)),
    );
    object.insert(
        "lock".to_owned(),
        chart
            .lock
            .as_ref()
            .map_or(Value::Null, |lock| tree_to_json(&lock_tree(lock))),
    );
    object.insert("templates".to_owned(), files_to_json(&chart.templates));
    object.insert(
        "values".to_owned(),
        tree_to_json(&Tree::Map(chart.values.clone())),
    );
    object.insert(
        "schema".to_owned(),
        chart
            .schema
            .as_ref()
            .map_or(Value::Null, |text| json!(STANDARD.encode(text))),
    );
    object.insert(
        "schemamodtime".to_owned(),
        json!(time(chart.schema_modified)),
    );
    object.insert("files".to_owned(), files_to_json(&chart.files));
    if chart.modified.is_some() {
        object.insert("modtime".to_owned(), json!(time(chart.modified)));
    }
    Value::Object(object)
}

/// The chart of a record; a record without one has an empty chart.
pub(super) fn json_to_chart(value: &Value) -> Result<Chart, CodecError> {
    let part = |name: &str| value.get(name).unwrap_or(&Value::Null);
    let metadata =
        metadata_from_tree(&json_to_tree(part("metadata"))).map_err(CodecError::Chart)?;
    let lock = lock_from_tree(&json_to_tree(part("lock"))).map_err(CodecError::Chart)?;
    let values = match json_to_tree(part("values")) {
        Tree::Map(table) => table,
        _ => Table::new(),
    };
    Ok(Chart {
        metadata,
        lock,
        values,
        schema: part("schema")
            .as_str()
            .map(decode_bytes)
            .transpose()?
            .map(Into::into),
        schema_modified: modified(part("schemamodtime")),
        templates: json_to_files(part("templates"))?,
        files: json_to_files(part("files"))?,
        modified: modified(part("modtime")),
        ..Chart::default()
    })
}

fn files_to_json(files: &[File]) -> Value {
    let file = |file: &File| {
        let mut object = json!({"name": file.name, "data": STANDARD.encode(&file.data)});
        if let Some(time) = file.modified {
            object["modtime"] = json!(time.to_rfc3339());
        }
        object
    };
    files.iter().map(file).collect()
}

fn json_to_files(value: &Value) -> Result<Vec<File>, CodecError> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let file = |item: &Value| {
        let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
        Ok(File {
            name: text("name").to_owned(),
            data: decode_bytes(text("data"))?.into(),
            modified: modified(item.get("modtime").unwrap_or(&Value::Null)),
        })
    };
    items.iter().map(file).collect()
}

fn decode_bytes(text: &str) -> Result<Vec<u8>, CodecError> {
    Ok(STANDARD.decode(text)?)
}

fn modified(value: &Value) -> Option<Modified> {
    let text = value.as_str().filter(|text| *text != ZERO_TIME)?;
    let moment = text.parse::<Time>().ok()?.moment();
    Some(Modified {
        seconds: moment.as_second(),
        nanos: moment.subsec_nanosecond().unsigned_abs(),
    })
}

/// A document as JSON. Bytes that are no UTF-8 become U+FFFD, as in Go; a number that JSON cannot say becomes null.
pub(super) fn tree_to_json(tree: &Tree) -> Value {
    match tree {
        Tree::Null => Value::Null,
        Tree::Bool(b) => Value::Bool(*b),
        Tree::Int(n) => Value::from(*n),
        Tree::Uint(n) => Value::from(*n),
        Tree::Float(f) => float_to_json(*f),
        Tree::Str(text) => Value::String(text.to_text().into_owned()),
        Tree::List(items) => items.iter().map(tree_to_json).collect(),
        Tree::Map(table) => table
            .iter()
            .map(|(key, value)| (key.to_text().into_owned(), tree_to_json(value)))
            .collect(),
    }
}

/// Go writes a float without a fraction as an integer.
fn float_to_json(float: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if float.fract() == 0.0 && float.abs() < EXACT {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is an integer below 2^53"
        )]
        return Value::from(float as i64);
    }
    Number::from_f64(float).map_or(Value::Null, Value::Number)
}

/// JSON as Go reads it into an `interface {}`: every number is a float.
pub(super) fn json_to_tree(value: &Value) -> Tree {
    match value {
        Value::Null => Tree::Null,
        Value::Bool(b) => Tree::Bool(*b),
        Value::Number(number) => Tree::Float(number.as_f64().unwrap_or(f64::NAN)),
        Value::String(text) => Tree::from(text.as_str()),
        Value::Array(items) => Tree::List(items.iter().map(json_to_tree).collect()),
        Value::Object(object) => Tree::Map(
            object
                .iter()
                .map(|(key, value)| (key.as_str().into(), json_to_tree(value)))
                .collect(),
        ),
    }
}
