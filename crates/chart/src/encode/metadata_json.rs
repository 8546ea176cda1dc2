use steersman_value::Tree;

use super::json_text::{write_fields, write_text, write_tree};
use super::metadata::{dependency_fields, metadata_tree};
use crate::Metadata;

/// The fields in the order of their declaration.
const FIELDS: [&str; 17] = [
    "name",
    "home",
    "sources",
    "version",
    "description",
    "keywords",
    "maintainers",
    "icon",
    "apiVersion",
    "condition",
    "tags",
    "appVersion",
    "deprecated",
    "annotations",
    "kubeVersion",
    "dependencies",
    "type",
];

const MAINTAINER: [&str; 3] = ["name", "email", "url"];

/// The content of `Chart.yaml` as JSON in one line, fields in the order of their declaration: the configuration of a
/// chart in a registry.
pub fn metadata_json(metadata: &Metadata) -> String {
    let tree = metadata_tree(metadata);
    let mut out = String::from("{");
    for key in FIELDS {
        let Some(value) = tree.get(key) else {
            continue;
        };
        if out.len() > 1 {
            out.push(',');
        }
        write_text(&mut out, key);
        out.push(':');
        match (key, value) {
            ("maintainers", Tree::List(maintainers)) => {
                write_list(&mut out, maintainers, |out, maintainer| match maintainer {
                    Tree::Null => out.push_str("null"),
                    maintainer => {
                        let fields = MAINTAINER.iter();
                        let fields = fields.filter_map(|key| Some((*key, maintainer.get(key)?)));
                        write_fields(out, fields);
                    }
                });
            }
            ("dependencies", _) => {
                write_list(&mut out, metadata.dependencies(), |out, dependency| {
                    let fields = dependency_fields(dependency);
                    write_fields(out, fields.iter().map(|(key, value)| (*key, value)));
                });
            }
            (_, value) => write_tree(&mut out, value),
        }
    }
    out.push('}');
    out
}

fn write_list<T>(out: &mut String, items: &[T], write: impl Fn(&mut String, &T)) {
    out.push('[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(out, item);
    }
    out.push(']');
}
