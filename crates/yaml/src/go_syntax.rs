//! Values as Go's `%#v` prints them; some error texts quote them.

use steersman_value::fmt::{format_float, quote};

use crate::node::{Entry, KeyKind, Node, NodeValue};

/// A value as Go syntax.
pub(crate) fn go_syntax(value: &NodeValue) -> String {
    match value {
        NodeValue::Null => "interface {}(nil)".to_owned(),
        NodeValue::Bool(value) => value.to_string(),
        NodeValue::Int(value) => value.to_string(),
        NodeValue::Uint(value) => format!("{value:#x}"),
        NodeValue::Float(value) => format_float(*value, b'g', None),
        NodeValue::Str(text) => quote(text),
        NodeValue::List(items) => {
            let items: Vec<_> = items
                .iter()
                .map(|item: &Node| go_syntax(&item.value))
                .collect();
            format!("[]interface {{}}{{{}}}", items.join(", "))
        }
        NodeValue::Map(entries) => {
            let mut sorted: Vec<&Entry> = entries.iter().collect();
            sorted.sort_by(|a, b| a.key.cmp(&b.key));
            let entries: Vec<_> = sorted.into_iter().map(entry).collect();
            format!(
                "map[interface {{}}]interface {{}}{{{}}}",
                entries.join(", ")
            )
        }
    }
}

fn entry(entry: &Entry) -> String {
    let key = match entry.key_kind {
        KeyKind::Str => quote(&entry.key),
        KeyKind::Null => "interface {}(nil)".to_owned(),
        KeyKind::Bool | KeyKind::Int | KeyKind::Uint | KeyKind::Float => {
            entry.key.to_text().into_owned()
        }
    };
    format!("{key}:{}", go_syntax(&entry.value.value))
}
