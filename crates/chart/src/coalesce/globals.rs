use super::node::{Node, Shared};
use super::tables::{Nulls, join_path, overlay};
use crate::Notice;

const GLOBAL: &[u8] = b"global";

/// Puts the globals of `parent` over those of `child`.
///
/// Tables are copied one level deep only, so what is below stays shared between the two charts.
pub(super) fn push_globals<'a>(
    child: &Shared<'a>,
    parent: &Shared<'a>,
    prefix: &str,
    notices: &mut Vec<Notice>,
) {
    let target = match child.get(GLOBAL) {
        None => Shared::empty(),
        Some(Node::Table(table)) => table,
        Some(_) => return notices.push(Notice::GlobalDestination),
    };
    let source = match parent.get(GLOBAL) {
        None => Shared::empty(),
        Some(Node::Table(table)) => table,
        Some(_) => return notices.push(Notice::GlobalSource),
    };
    for (key, value) in source.entries() {
        match (value, target.get(&key)) {
            (Node::Table(table), None) => target.insert(key, Node::Table(table.shallow_copy())),
            (Node::Table(table), Some(Node::Table(existing))) => {
                let copy = table.shallow_copy();
                overlay(
                    &copy,
                    &existing,
                    &join_path(prefix, &key),
                    Nulls::Keep,
                    notices,
                );
                target.insert(key, Node::Table(copy));
            }
            (Node::Table(_), Some(_)) => {
                notices.push(Notice::GlobalConflict(key.to_text().into_owned()));
            }
            (_, Some(Node::Table(_))) => {
                notices.push(Notice::GlobalIsTable(key.to_text().into_owned()));
            }
            (value, _) => target.insert(key, value),
        }
    }
    child.insert(GLOBAL.into(), Node::Table(target));
}
