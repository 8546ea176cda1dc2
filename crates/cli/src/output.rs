//! What `-o` chooses: a table for people, or JSON or YAML for programs.

use steersman_value::Tree;
use steersman_value::fmt::append_json;
use steersman_yaml::{Numbers, Options};

use crate::command::{Candidates, CompletionRequest, Directive, Flag, FlagKind, Flags};
use crate::error::CliError;

/// The form of an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OutputFormat {
    Table,
    Json,
    Yaml,
}

impl OutputFormat {
    /// The forms by the names users give them, with what completion says of them.
    const NAMES: [(&'static str, Self, &'static str); 3] = [
        ("json", Self::Json, "Output result in JSON format"),
        (
            "table",
            Self::Table,
            "Output result in human-readable format",
        ),
        ("yaml", Self::Yaml, "Output result in YAML format"),
    ];

    /// Whether it is the name of a form.
    pub(crate) fn exists(name: &str) -> bool {
        Self::NAMES.iter().any(|(known, ..)| *known == name)
    }

    /// The form that the flags choose.
    pub(crate) fn of(flags: &Flags) -> Self {
        let name = flags.text("output");
        let found = Self::NAMES.iter().find(|(known, ..)| *known == name);
        found.map_or(Self::Table, |(_, format, _)| *format)
    }
}

/// The flag.
pub(crate) const OUTPUT: Flag = Flag::new(
    "output",
    FlagKind::OutputFormat,
    "prints the output in the specified format. Allowed values: table, json, yaml",
)
.short('o')
.or("table")
.complete(complete_formats);

fn complete_formats(_: &CompletionRequest<'_>) -> Candidates {
    let names = OutputFormat::NAMES
        .iter()
        .map(|(name, _, description)| format!("{name}\t{description}"));
    (names.collect(), Directive::NO_FILES)
}

/// A JSON text as a document of the chosen form, with its line end.
///
/// # Errors
/// When it cannot be written as YAML.
pub(crate) fn document(json: Vec<u8>, format: OutputFormat) -> Result<Vec<u8>, CliError> {
    if format != OutputFormat::Yaml {
        let mut line = json;
        line.push(b'\n');
        return Ok(line);
    }
    let options = Options {
        numbers: Numbers::Typed,
        ..Options::default()
    };
    let tree = steersman_yaml::parse_with(&json, options)
        .map_err(|error| CliError::new(format!("unable to write YAML output: {error}")))?;
    yaml(&tree)
}

/// A value as YAML.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn yaml(tree: &Tree) -> Result<Vec<u8>, CliError> {
    steersman_yaml::encode_tree(tree)
        .map_err(|error| CliError::new(format!("unable to write YAML output: {error}")))
}

/// Values as JSON.
pub(crate) fn json(tree: &Tree) -> Vec<u8> {
    let mut out = Vec::new();
    append_json(&mut out, tree);
    out
}

/// An object as JSON, with its fields in this order.
pub(crate) fn json_object<'a>(fields: impl IntoIterator<Item = (&'a str, Tree)>) -> Vec<u8> {
    let mut out = vec![b'{'];
    for (n, (key, value)) in fields.into_iter().enumerate() {
        if n > 0 {
            out.push(b',');
        }
        append_json(&mut out, &Tree::from(key));
        out.push(b':');
        append_json(&mut out, &value);
    }
    out.push(b'}');
    out
}

/// A list of texts that are JSON, as JSON.
pub(crate) fn json_list<T: AsRef<[u8]>>(items: impl IntoIterator<Item = T>) -> Vec<u8> {
    let mut out = vec![b'['];
    for (n, item) in items.into_iter().enumerate() {
        if n > 0 {
            out.push(b',');
        }
        out.extend_from_slice(item.as_ref());
    }
    out.push(b']');
    out
}
