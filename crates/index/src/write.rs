//! Writing indexes, as Helm writes them.

use steersman_chart::metadata_tree;
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
        let mut out = String::new();
        write_json(&mut out, &self.tree(), Shape::Index, 0);
        out.into_bytes()
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
            Self::Version => &[
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
                "urls",
                "created",
                "removed",
                "digest",
                "checksum",
                "engine",
                "tillerVersion",
                "url",
            ],
            Self::Maintainer => &["name", "email", "url"],
            Self::Dependency => &[
                "name",
                "version",
                "repository",
                "condition",
                "tags",
                "enabled",
                "import-values",
                "alias",
            ],
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

fn write_json(out: &mut String, tree: &Tree, shape: Shape, depth: usize) {
    match tree {
        Tree::List(items) if !items.is_empty() => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                new_line(out, at > 0, depth + 1);
                write_json(out, item, shape, depth + 1);
            }
            new_line(out, false, depth);
            out.push(']');
        }
        Tree::Map(table) if !table.is_empty() => {
            out.push('{');
            let fields = shape.fields();
            let first = fields
                .iter()
                .filter_map(|field| table.get_key_value(field.as_bytes()));
            let others = table
                .iter()
                .filter(|(key, _)| !fields.iter().any(|field| field.as_bytes() == &***key));
            for (at, (key, value)) in first.chain(others).enumerate() {
                new_line(out, at > 0, depth + 1);
                let key = key.to_text();
                write_text(out, &key);
                out.push_str(": ");
                write_json(out, value, shape.of_field(&key), depth + 1);
            }
            new_line(out, false, depth);
            out.push('}');
        }
        Tree::List(_) => out.push_str("[]"),
        Tree::Map(_) => out.push_str("{}"),
        Tree::Null => out.push_str("null"),
        Tree::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Tree::Int(number) => out.push_str(&number.to_string()),
        Tree::Uint(number) => out.push_str(&number.to_string()),
        Tree::Float(number) => {
            let mut bytes = Vec::new();
            steersman_value::fmt::append_json_float(&mut bytes, *number);
            out.push_str(&String::from_utf8_lossy(&bytes));
        }
        Tree::Str(text) => write_text(out, &text.to_text()),
    }
}

fn new_line(out: &mut String, comma: bool, depth: usize) {
    if comma {
        out.push(',');
    }
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

/// A text as Go writes it: safe within HTML.
fn write_text(out: &mut String, text: &str) {
    let text = serde_json::Value::from(text).to_string();
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            plain => out.push(plain),
        }
    }
}
