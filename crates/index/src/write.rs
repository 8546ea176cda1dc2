//! Writing indexes, as Helm writes them.

use steersman_chart::{Dependency, Maintainer, metadata_tree};
use steersman_value::fmt::{append_json_scalar, append_json_text};
use steersman_value::{Table, Tree};

use crate::{ChartVersion, Index};

/// The time of what has none.
const ZERO_TIME: &str = "0001-01-01T00:00:00Z";

impl Index {
    /// The index in YAML, to the byte as Helm writes it.
    ///
    /// # Errors
    /// When a text cannot be written.
    pub fn to_yaml(&self) -> Result<Vec<u8>, String> {
        steersman_yaml::encode_tree(&self.tree()).map_err(|error| error.to_string())
    }

    /// The index in JSON with line breaks, to the byte as Helm writes it.
    pub fn to_json(&self) -> Vec<u8> {
        let mut out = Vec::new();
        write_json(&mut out, &self.tree(), Shape::Index, 0);
        out
    }

    fn tree(&self) -> Tree {
        let mut table = Table::new();
        if let Some(info) = self.server_info.clone().filter(|info| !info.is_null()) {
            table.insert("serverInfo".into(), info);
        }
        table.insert("apiVersion".into(), self.api_version.as_str().into());
        table.insert("generated".into(), or_zero(&self.generated).into());
        let entries = self.entries.iter().map(|(name, versions)| {
            let versions: Vec<_> = versions.iter().map(version_tree).collect();
            (name.as_str().into(), Tree::List(versions))
        });
        table.insert("entries".into(), Tree::Map(entries.collect()));
        if !self.public_keys.is_empty() {
            table.insert("publicKeys".into(), texts(&self.public_keys));
        }
        if !self.annotations.is_empty() {
            let annotations = self.annotations.iter();
            let annotations =
                annotations.map(|(key, text)| (key.as_str().into(), text.as_str().into()));
            table.insert("annotations".into(), Tree::Map(annotations.collect()));
        }
        Tree::Map(table)
    }
}

fn or_zero(time: &str) -> &str {
    if time.is_empty() { ZERO_TIME } else { time }
}

fn texts(texts: &[String]) -> Tree {
    Tree::List(texts.iter().map(|text| text.as_str().into()).collect())
}

fn version_tree(version: &ChartVersion) -> Tree {
    let mut tree = metadata_tree(&version.metadata);
    if let Some(table) = tree.as_map_mut() {
        let urls = version.urls.as_deref().map_or(Tree::Null, texts);
        table.insert("urls".into(), urls);
        table.insert("created".into(), or_zero(&version.created).into());
        if version.removed {
            table.insert("removed".into(), Tree::Bool(true));
        }
        let [checksum, engine, tiller_version, url] = &version.retired;
        let rest = [
            ("digest", &version.digest),
            ("checksum", checksum),
            ("engine", engine),
            ("tillerVersion", tiller_version),
            ("url", url),
        ];
        for (key, text) in rest.into_iter().filter(|(_, text)| !text.is_empty()) {
            table.insert(key.into(), text.as_str().into());
        }
    }
    tree
}

/// What an object is, which decides the order of its fields.
#[derive(Clone, Copy)]
enum Shape {
    Index,
    Entries,
    Version,
    Maintainer,
    Dependency,
    Sorted,
}

impl Shape {
    fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Index => &[
                "serverInfo",
                "apiVersion",
                "generated",
                "entries",
                "publicKeys",
                "annotations",
            ],
            Self::Version => &ChartVersion::FIELDS,
            Self::Maintainer => &Maintainer::FIELDS,
            Self::Dependency => &Dependency::FIELDS,
            Self::Entries | Self::Sorted => &[],
        }
    }

    fn of_field(self, key: &str) -> Self {
        match (self, key) {
            (Self::Index, "entries") => Self::Entries,
            (Self::Entries, _) => Self::Version,
            (Self::Version, "maintainers") => Self::Maintainer,
            (Self::Version, "dependencies") => Self::Dependency,
            _ => Self::Sorted,
        }
    }
}

fn write_json(out: &mut Vec<u8>, tree: &Tree, shape: Shape, depth: usize) {
    match tree {
        Tree::List(items) if !items.is_empty() => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                new_line(out, at > 0, depth + 1);
                write_json(out, item, shape, depth + 1);
            }
            new_line(out, false, depth);
            out.push(b']');
        }
        Tree::Map(table) if !table.is_empty() => {
            out.push(b'{');
            let fields = shape.fields();
            let first = fields
                .iter()
                .filter_map(|field| table.get_key_value(field.as_bytes()));
            let others = table
                .iter()
                .filter(|(key, _)| !fields.iter().any(|field| field.as_bytes() == &***key));
            for (at, (key, value)) in first.chain(others).enumerate() {
                new_line(out, at > 0, depth + 1);
                append_json_text(out, key);
                out.extend_from_slice(b": ");
                write_json(out, value, shape.of_field(&key.to_text()), depth + 1);
            }
            new_line(out, false, depth);
            out.push(b'}');
        }
        scalar => append_json_scalar(out, scalar),
    }
}

fn new_line(out: &mut Vec<u8>, comma: bool, depth: usize) {
    if comma {
        out.push(b',');
    }
    out.push(b'\n');
    out.resize(out.len() + 2 * depth, b' ');
}
