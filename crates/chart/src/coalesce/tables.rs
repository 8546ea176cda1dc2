use steersman_value::{Str, Table, Tree};

use super::CoalesceError;
use super::node::{Node, Shared};
use crate::{Notice, gofmt};

/// What becomes of null: kept by a merge, used to remove defaults by a coalescing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nulls {
    Keep,
    Remove,
}

/// What becomes of nulls among defaults before they are put below other values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NullDefaults {
    Kept,
    Dropped,
}

/// Puts the entries of `defaults` below those of `table`; a null in `table` removes a default.
///
/// # Errors
/// [`CoalesceError::TooDeep`]
pub fn coalesce_tables(
    table: &Table,
    defaults: &Table,
    notices: &mut Vec<Notice>,
) -> Result<Table, CoalesceError> {
    overlay_tables(table, defaults, Nulls::Remove, notices)
}

/// Puts the entries of `defaults` below those of `table`; nulls stay.
///
/// # Errors
/// [`CoalesceError::TooDeep`]
pub fn merge_tables(
    table: &Table,
    defaults: &Table,
    notices: &mut Vec<Notice>,
) -> Result<Table, CoalesceError> {
    overlay_tables(table, defaults, Nulls::Keep, notices)
}

fn overlay_tables(
    table: &Table,
    defaults: &Table,
    nulls: Nulls,
    notices: &mut Vec<Notice>,
) -> Result<Table, CoalesceError> {
    let top = Shared::borrowed(table);
    overlay(&top, &Shared::borrowed(defaults), "", nulls, notices);
    Ok(top.to_table()?)
}

/// `prefix.key`, or the key alone at the top.
pub(super) fn join_path(prefix: &str, key: &[u8]) -> String {
    let key = String::from_utf8_lossy(key);
    if prefix.is_empty() {
        key.into_owned()
    } else {
        format!("{prefix}.{key}")
    }
}

/// Puts the entries of `below` under those of `top`, which wins.
pub(super) fn overlay<'a>(
    top: &Shared<'a>,
    below: &Shared<'a>,
    prefix: &str,
    nulls: Nulls,
    notices: &mut Vec<Notice>,
) {
    if top.is(below) {
        return;
    }
    if let Some(original) = below.original() {
        for (key, tree) in original {
            overlay_entry(top, key, Node::new(tree), prefix, nulls, notices);
        }
        return;
    }
    let entries = below.entries();
    if below.is_shared() {
        // Whoever else holds the lower table sees the nulls of the upper one.
        for key in top.null_keys() {
            below.insert(key, Node::Null);
        }
    }
    for (key, node) in entries {
        overlay_entry(top, &key, node, prefix, nulls, notices);
    }
}

/// Whether [`overlay`] would neither change `top` nor have anything to say. It often would not: values that were
/// merged once are merged again.
pub(super) fn adds_nothing(
    top: &Table,
    below: &Table,
    nulls: Nulls,
    null_defaults: NullDefaults,
) -> bool {
    below
        .iter()
        .all(|(key, below)| match (top.get(key), below) {
            (None, Tree::Null) => null_defaults == NullDefaults::Dropped,
            (None, _) => false,
            (Some(Tree::Null), below) => nulls == Nulls::Keep || below.is_null(),
            (Some(Tree::Map(top)), Tree::Map(below)) => {
                adds_nothing(top, below, nulls, null_defaults)
            }
            (Some(Tree::Map(_)), below) => below.is_null(),
            (Some(_), below) => below.as_map().is_none(),
        })
}

fn overlay_entry<'a>(
    top: &Shared<'a>,
    key: &Str,
    below: Node<'a>,
    prefix: &str,
    nulls: Nulls,
    notices: &mut Vec<Notice>,
) {
    match (top.get(key), below) {
        (None, below) => top.insert(key.clone(), below),
        (Some(Node::Null), below) => {
            if nulls == Nulls::Remove && !below.is_null() {
                top.remove(key);
            }
        }
        (Some(Node::Table(inner)), Node::Table(below)) => {
            overlay(&inner, &below, &join_path(prefix, key), nulls, notices);
        }
        (Some(_), below @ Node::Table(_)) => {
            notices.push(Notice::NotOverwritten(
                join_path(prefix, key),
                gofmt::plain(&below.to_tree()),
            ));
        }
        (Some(Node::Table(_)), Node::Leaf(below)) => {
            notices.push(Notice::IgnoredNonTable(
                join_path(prefix, key),
                gofmt::plain(below),
            ));
        }
        (Some(_), _) => {}
    }
}
