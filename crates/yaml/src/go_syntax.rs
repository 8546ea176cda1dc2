//! Values as Go's `%#v` prints them; some error texts quote them.

use std::cmp::Ordering;

use steersman_value::Str;
use steersman_value::fmt::{format_float, quote};

use crate::node::{Entry, KeyKind, Node, NodeValue};

/// A value as Go syntax.
pub(crate) fn go_syntax(value: &NodeValue) -> String {
    match value {
        NodeValue::Null => "<nil>".to_owned(),
        value => inner(value),
    }
}

/// An unsigned number in decimal as Go syntax.
pub(crate) fn unsigned(decimal: &Str) -> String {
    format!(
        "{:#x}",
        decimal.to_text().parse::<u64>().unwrap_or_default()
    )
}

/// A value inside another.
fn inner(value: &NodeValue) -> String {
    match value {
        NodeValue::Null => "interface {}(nil)".to_owned(),
        NodeValue::Bool(value) => value.to_string(),
        NodeValue::Int(value) => value.to_string(),
        NodeValue::Uint(value) => format!("{value:#x}"),
        NodeValue::Float(value) => format_float(*value, b'g', None),
        NodeValue::Str(text) => quote(text),
        NodeValue::List(items) => {
            let items: Vec<_> = items.iter().map(|item: &Node| inner(&item.value)).collect();
            format!("[]interface {{}}{{{}}}", items.join(", "))
        }
        NodeValue::Map(entries) => {
            let mut sorted: Vec<&Entry> = entries.iter().collect();
            sorted.sort_by(|a, b| compare_keys(a, b));
            let entries: Vec<_> = sorted.into_iter().map(entry).collect();
            format!(
                "map[interface {{}}]interface {{}}{{{}}}",
                entries.join(", ")
            )
        }
    }
}

/// The order in which Go prints keys: by type first, where the types stand as they do in memory.
fn compare_keys(a: &Entry, b: &Entry) -> Ordering {
    let number = |entry: &Entry| entry.key.to_text().parse().unwrap_or_default();
    a.key_kind.cmp(&b.key_kind).then_with(|| match a.key_kind {
        KeyKind::Int | KeyKind::Uint | KeyKind::Float => f64::total_cmp(&number(a), &number(b)),
        KeyKind::Null | KeyKind::Str | KeyKind::Bool => a.key.cmp(&b.key),
    })
}

fn entry(entry: &Entry) -> String {
    let key = match entry.key_kind {
        KeyKind::Str => quote(&entry.key),
        KeyKind::Null => "interface {}(nil)".to_owned(),
        KeyKind::Uint => unsigned(&entry.key),
        KeyKind::Bool | KeyKind::Int | KeyKind::Float => entry.key.to_text().into_owned(),
    };
    format!("{key}:{}", inner(&entry.value.value))
}
