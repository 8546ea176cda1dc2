//! Reading the text of a flag into its value.

use std::collections::BTreeMap;

use super::csv::read_record;
use super::duration::parse_duration;
use super::number::{parse_bool, parse_float32, parse_int, parse_uint};
use super::{Flag, FlagKind, quote};
use crate::output::OutputFormat;

/// The value of a flag that the command line gave.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum FlagValue {
    Bool(bool),
    Text(String),
    Int(i64),
    Uint(u64),
    Float(f32),
    /// Nanoseconds.
    Duration(i64),
    List(Vec<String>),
    Pairs(BTreeMap<String, String>),
}

/// A value with what the reader has to say about it.
pub(super) struct Read {
    pub(super) value: FlagValue,
    /// A warning for the log.
    pub(super) warning: Option<&'static str>,
}

/// Reads `text` for `flag`, joining it to the `earlier` value where the flag repeats.
///
/// # Errors
/// The cause, in the words of the type's reader.
pub(super) fn read_value(
    flag: &Flag,
    text: &str,
    earlier: Option<FlagValue>,
) -> Result<Read, String> {
    let value = match flag.kind {
        FlagKind::Bool => FlagValue::Bool(parse_bool(text)?),
        FlagKind::LogSwitch => FlagValue::Bool(parse_bool(text).map_err(|_| "parse error")?),
        FlagKind::Text => FlagValue::Text(text.into()),
        FlagKind::Int => FlagValue::Int(parse_int(text)?),
        FlagKind::Uint => FlagValue::Uint(parse_uint(text)?),
        FlagKind::Float32 => FlagValue::Float(parse_float32(text)?),
        FlagKind::Duration => FlagValue::Duration(parse_duration(text)?),
        FlagKind::Strings => join_list(earlier, read_record(text)?),
        FlagKind::StringArray | FlagKind::PostRendererArgs => join_list(earlier, vec![text.into()]),
        FlagKind::Pairs => join_pairs(earlier, read_pairs(text)?),
        FlagKind::WaitStrategy => return read_wait(text),
        FlagKind::OutputFormat if OutputFormat::exists(text) => FlagValue::Text(text.into()),
        FlagKind::OutputFormat => return Err("invalid format type".into()),
        FlagKind::PostRenderer => match earlier {
            Some(FlagValue::Text(name)) if !name.is_empty() => {
                if !text.is_empty() {
                    return Err("cannot specify --post-renderer flag more than once".into());
                }
                FlagValue::Text(name)
            }
            _ => FlagValue::Text(text.into()),
        },
    };
    Ok(Read {
        value,
        warning: None,
    })
}

fn join_list(earlier: Option<FlagValue>, mut items: Vec<String>) -> FlagValue {
    match earlier {
        Some(FlagValue::List(mut list)) => {
            list.append(&mut items);
            FlagValue::List(list)
        }
        _ => FlagValue::List(items),
    }
}

fn join_pairs(earlier: Option<FlagValue>, mut pairs: BTreeMap<String, String>) -> FlagValue {
    match earlier {
        Some(FlagValue::Pairs(mut before)) => {
            before.append(&mut pairs);
            FlagValue::Pairs(before)
        }
        _ => FlagValue::Pairs(pairs),
    }
}

fn read_pairs(text: &str) -> Result<BTreeMap<String, String>, String> {
    let malformed = |pair: &str| format!("{pair} must be formatted as key=value");
    let fields = match text.matches('=').count() {
        0 => return Err(malformed(text)),
        1 => vec![text.trim_matches('"').to_owned()],
        _ => read_record(text)?,
    };
    fields
        .iter()
        .map(|pair| {
            let (key, value) = pair.split_once('=').ok_or_else(|| malformed(pair))?;
            Ok((key.to_owned(), value.to_owned()))
        })
        .collect()
}

fn read_wait(text: &str) -> Result<Read, String> {
    let (strategy, warning) = match text {
        "watcher" | "legacy" | "hookOnly" => (text, None),
        "true" => (
            "watcher",
            Some(
                "--wait=true is deprecated (boolean value) and can be replaced with --wait=watcher",
            ),
        ),
        "false" => (
            "hookOnly",
            Some(
                "--wait=false is deprecated (boolean value) and can be replaced with --wait=hookOnly",
            ),
        ),
        _ => {
            return Err(format!(
                "invalid wait input {}. Valid inputs are watcher, hookOnly, and legacy",
                quote(text)
            ));
        }
    };
    Ok(Read {
        value: FlagValue::Text(strategy.into()),
        warning,
    })
}
