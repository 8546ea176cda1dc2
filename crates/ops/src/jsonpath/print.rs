//! Printing results: scalars as Go prints them, tables and lists as JSON.

use std::borrow::Cow;

use steersman_value::Tree;
use steersman_value::fmt::{append_float, append_json};

/// Prints items with spaces between them.
pub(super) fn print_items(items: &[Option<Cow<'_, Tree>>], out: &mut Vec<u8>) {
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            out.push(b' ');
        }
        match item.as_deref() {
            Some(Tree::Str(text)) => out.extend_from_slice(text),
            Some(Tree::Float(float)) => append_float(out, *float, b'g', None),
            Some(tree) => append_json(out, tree),
            None => out.extend_from_slice(b"null"),
        }
    }
}
