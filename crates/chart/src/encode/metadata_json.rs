use steersman_value::Tree;
use steersman_value::fmt::{append_json, append_json_text};

use super::metadata::{dependency_fields, metadata_tree};
use crate::{Dependency, Maintainer, Metadata};

/// The content of `Chart.yaml` as JSON in one line, fields in the order of their declaration: the configuration of a
/// chart in a registry.
pub fn metadata_json(metadata: &Metadata) -> Vec<u8> {
    let tree = metadata_tree(metadata);
    let mut out = vec![b'{'];
    for key in Metadata::FIELDS {
        let Some(value) = tree.get(key) else {
            continue;
        };
        if out.len() > 1 {
            out.push(b',');
        }
        append_json_text(&mut out, key.as_bytes());
        out.push(b':');
        match (key, value) {
            ("maintainers", Tree::List(maintainers)) => {
                append_list(&mut out, maintainers, append_maintainer);
            }
            ("dependencies", _) => append_dependencies(&mut out, metadata.dependencies()),
            (_, value) => append_json(&mut out, value),
        }
    }
    out.push(b'}');
    out
}

/// Appends the list of dependencies as JSON, fields in the order of their declaration.
pub(super) fn append_dependencies(out: &mut Vec<u8>, dependencies: &[Dependency]) {
    append_list(out, dependencies, |out, dependency| {
        let fields = dependency_fields(dependency);
        append_fields(out, fields.iter().map(|(key, value)| (*key, value)));
    });
}

fn append_maintainer(out: &mut Vec<u8>, maintainer: &Tree) {
    if maintainer.is_null() {
        append_json(out, maintainer);
        return;
    }
    let fields = Maintainer::FIELDS.iter();
    let fields = fields.filter_map(|key| Some((*key, maintainer.get(key)?)));
    append_fields(out, fields);
}

fn append_list<T>(out: &mut Vec<u8>, items: &[T], append: impl Fn(&mut Vec<u8>, &T)) {
    out.push(b'[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        append(out, item);
    }
    out.push(b']');
}

fn append_fields<'a>(out: &mut Vec<u8>, fields: impl Iterator<Item = (&'a str, &'a Tree)>) {
    out.push(b'{');
    for (at, (key, value)) in fields.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        append_json_text(out, key.as_bytes());
        out.push(b':');
        append_json(out, value);
    }
    out.push(b'}');
}
