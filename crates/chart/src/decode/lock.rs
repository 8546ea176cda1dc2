use steersman_value::Tree;

use super::metadata::dependency;
use super::record::Reader;
use crate::gofmt::quoted;
use crate::{Dependency, Lock, timestamp};

/// The time of a lock that has none.
const ZERO_TIME: &str = "0001-01-01T00:00:00Z";

/// Reads `Chart.lock` or `requirements.lock`; `None` when the file holds nothing.
///
/// The error is Go's text.
pub(crate) fn decode_lock(tree: &Tree) -> Result<Option<Lock>, String> {
    let mut reader = Reader::new("Lock");
    let mut lock = Lock {
        generated: ZERO_TIME.to_owned(),
        ..Lock::default()
    };
    let mut bad_time = None;
    match tree {
        Tree::Map(table) => {
            reader.fields(
                table,
                &["generated", "digest", "dependencies"],
                |reader, name, value| match name {
                    "digest" => reader.string(&mut lock.digest, value),
                    "dependencies" => {
                        let mut list: Vec<Option<Dependency>> = Vec::new();
                        reader.list(&mut list, value, "[]*v2.Dependency", dependency);
                        lock.dependencies = list.into_iter().flatten().collect();
                    }
                    _ => match time(value) {
                        Ok(Some(text)) => lock.generated = text,
                        Ok(None) => {}
                        Err(text) => bad_time = Some(text),
                    },
                },
            );
        }
        Tree::Null => return Ok(None),
        other => reader.wrong(other, "v2.Lock"),
    }
    match (bad_time, reader.first) {
        (Some(text), _) => Err(text),
        (None, Some(error)) => Err(error.to_string()),
        (None, None) => Ok(Some(lock)),
    }
}

/// The time as Go prints it again.
fn time(tree: &Tree) -> Result<Option<String>, String> {
    match tree {
        Tree::Null => Ok(None),
        Tree::Str(text) => {
            let text = text.to_text();
            match timestamp::parse(&text) {
                Some((seconds, nanos, offset)) => {
                    Ok(Some(timestamp::format(seconds, nanos, offset)))
                }
                None => Err(format!(
                    "parsing time {0} as \"2006-01-02T15:04:05Z07:00\": cannot parse {0} as \"2006\"",
                    quoted(&text)
                )),
            }
        }
        _ => Err("Time.UnmarshalJSON: input is not a JSON string".to_owned()),
    }
}
