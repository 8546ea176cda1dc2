use memchr::memmem;
use steersman_value::unicode::runes;
use steersman_value::{CallError, GoType, IntKind, List, Map, MapType, Str, Value};

use crate::args::{any, append_string, elements, integer, string_of, text};
use crate::entry::{Entry, Outcome};
use crate::limits::{check_items, check_text};

const INT: GoType = GoType::Int(IntKind::Int);

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry::pure("split", &[GoType::String, GoType::String], split),
    Entry::pure("splitn", &[GoType::String, INT, GoType::String], splitn),
    Entry::pure("splitList", &[GoType::String, GoType::String], split_list),
    Entry::pure("toStrings", &[GoType::Any], to_strings),
    Entry::pure("join", &[GoType::String, GoType::Any], join),
    Entry::pure("sortAlpha", &[GoType::Any], sort_alpha),
];

/// Go's `strings.SplitN`: at most `limit` parts, all when it is negative; an empty separator splits into runes.
fn parts<'a>(separator: &[u8], text: &'a [u8], limit: i64) -> Result<Vec<&'a [u8]>, CallError> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if limit == 0 {
        return Ok(Vec::new());
    }
    let mut parts = Vec::new();
    let mut start = 0;
    if separator.is_empty() {
        for (_, bytes) in runes(text).take(limit - 1) {
            start += bytes.len();
            parts.push(bytes);
        }
        if start < text.len() {
            parts.push(&text[start..]);
        }
    } else {
        for end in memmem::find_iter(text, separator).take(limit - 1) {
            parts.push(&text[start..end]);
            start = end + separator.len();
        }
        parts.push(&text[start..]);
    }
    check_items(Some(parts.len()))?;
    Ok(parts)
}

fn numbered(parts: &[&[u8]]) -> Value {
    let entries = parts
        .iter()
        .enumerate()
        .map(|(index, part)| (Str::from(format!("_{index}")), Value::str(*part)));
    Value::Map(Map::new(MapType::STRINGS, entries.collect()))
}

fn split(args: &[Value]) -> Outcome {
    Ok(numbered(&parts(text(args, 0)?, text(args, 1)?, -1)?))
}

fn splitn(args: &[Value]) -> Outcome {
    Ok(numbered(&parts(
        text(args, 0)?,
        text(args, 2)?,
        integer(args, 1)?,
    )?))
}

fn split_list(args: &[Value]) -> Outcome {
    Ok(Value::List(List::strings(parts(
        text(args, 0)?,
        text(args, 1)?,
        -1,
    )?)))
}

/// The texts of the elements of a list that are not nil; of anything else its own text. A `[]string` is returned
/// itself, not a copy.
fn strings_of(value: &Value) -> Result<List, CallError> {
    if let Value::List(list) = value
        && list.element() == GoType::String
    {
        return Ok(list.clone());
    }
    if value.is_nil() {
        return Ok(List::new(GoType::String, Vec::new()));
    }
    let Some(items) = elements(value) else {
        return Ok(List::new(
            GoType::String,
            vec![Value::Str(string_of(value)?)],
        ));
    };
    let capacity = items.len();
    let texts = items
        .iter()
        .filter(|item| !item.is_nil())
        .map(|item| Ok(Value::Str(string_of(item)?)));
    Ok(List::with_capacity(
        GoType::String,
        texts.collect::<Result<_, CallError>>()?,
        capacity,
    ))
}

fn to_strings(args: &[Value]) -> Outcome {
    Ok(Value::List(strings_of(any(args, 0))?))
}

fn join(args: &[Value]) -> Outcome {
    let (separator, value) = (text(args, 0)?, any(args, 1));
    let mut out = Vec::new();
    let Value::List(list) = value else {
        let texts = strings_of(value)?;
        return join_texts(&mut out, separator, &texts.items());
    };
    join_texts(&mut out, separator, &list.items())
}

fn join_texts(out: &mut Vec<u8>, separator: &[u8], items: &[Value]) -> Outcome {
    let mut first = true;
    for item in items.iter().filter(|item| !item.is_nil()) {
        if !std::mem::take(&mut first) {
            out.extend_from_slice(separator);
        }
        append_string(out, item)?;
        check_text(Some(out.len()))?;
    }
    Ok(Value::str(std::mem::take(out)))
}

/// Sorts by bytes. A `[]string` is sorted in place, which every holder of the list sees.
fn sort_alpha(args: &[Value]) -> Outcome {
    let value = any(args, 0);
    if elements(value).is_none() {
        return Ok(Value::List(List::new(
            GoType::String,
            vec![Value::Str(string_of(value)?)],
        )));
    }
    let list = strings_of(value)?;
    list.items_mut().sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    Ok(Value::List(list))
}
