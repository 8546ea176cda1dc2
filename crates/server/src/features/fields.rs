//! The fields of one mapping of a file of settings, with their places.

use std::path::PathBuf;

use regex_lite::Regex;
use steersman_diag::{SourceFile, Span, nearest};
use steersman_semver::Constraint;
use steersman_yaml::{Node, NodeValue};

use super::amounts::{parse_bytes, parse_seconds};
use super::problem::SettingsError;
use super::secret::Secret;
use crate::policy::Pattern;

/// The fields of one mapping.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a> {
    file: &'a SourceFile,
    node: &'a Node,
}

impl<'a> Fields<'a> {
    /// The fields of a node, all of which have to be among the known ones.
    pub(super) fn new(
        file: &'a SourceFile,
        node: &'a Node,
        known: &[&str],
    ) -> Result<Self, SettingsError> {
        let fields = Self { file, node };
        let NodeValue::Map(entries) = &node.value else {
            return Err(fields.problem(node.span, "it has to be a mapping of keys".to_owned()));
        };
        for entry in entries {
            let key = entry.key.to_text();
            if !known.contains(&&*key) {
                return Err(unknown_key(file, entry.key_span, &key, known));
            }
        }
        Ok(fields)
    }

    pub(super) fn node_span(&self) -> Span {
        self.node.span
    }

    pub(super) fn source(&self) -> &'a SourceFile {
        self.file
    }

    pub(super) fn problem(&self, span: Span, message: String) -> SettingsError {
        problem(self.file, span, message, None)
    }

    /// A field that is a text or a number, as text.
    pub(super) fn text(&self, key: &str) -> Result<Option<(String, Span)>, SettingsError> {
        let Some(node) = self.node.get(key.as_bytes()) else {
            return Ok(None);
        };
        match scalar(node) {
            Some(text) => Ok(Some((text, node.span))),
            None if node.value == NodeValue::Null => Ok(None),
            None => Err(self.problem(node.span, format!("{key} has to be a text or a number"))),
        }
    }

    pub(super) fn required(&self, key: &str) -> Result<(String, Span), SettingsError> {
        self.text(key)?
            .ok_or_else(|| self.problem(self.node.span, format!("{key} is missing")))
    }

    fn parsed<T>(
        &self,
        key: &str,
        what: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, SettingsError> {
        let Some((text, span)) = self.text(key)? else {
            return Ok(None);
        };
        let parsed = parse(&text);
        parsed
            .map(Some)
            .ok_or_else(|| self.problem(span, format!("{key}: {text:?} is no {what}")))
    }

    pub(super) fn number(&self, key: &str) -> Result<Option<u64>, SettingsError> {
        self.parsed(key, "number that it can be", |text| text.parse().ok())
    }

    pub(super) fn bytes(&self, key: &str) -> Result<Option<u64>, SettingsError> {
        self.parsed(key, "amount of bytes such as 500MiB", parse_bytes)
    }

    pub(super) fn seconds(&self, key: &str) -> Result<Option<u64>, SettingsError> {
        self.parsed(key, "time such as 90s, 12h or 30d", parse_seconds)
    }

    pub(super) fn constraint(&self, key: &str) -> Result<Option<Constraint>, SettingsError> {
        self.parsed(key, "version constraint such as \">=1.0.0\"", |text| {
            Constraint::parse(text).ok()
        })
    }

    pub(super) fn regex(&self, key: &str) -> Result<Option<Regex>, SettingsError> {
        self.parsed(key, "regular expression", |text| Regex::new(text).ok())
    }

    pub(super) fn switch(&self, key: &str) -> Result<bool, SettingsError> {
        let found = self.parsed(key, "switch: true or false", |text| match text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        })?;
        Ok(found.unwrap_or_default())
    }

    pub(super) fn pattern(&self, key: &str) -> Result<Pattern, SettingsError> {
        let text = self.text(key)?;
        Ok(text.map_or_else(Pattern::any, |(text, _)| Pattern::new(&text)))
    }

    pub(super) fn path(&self, key: &str) -> Result<Option<PathBuf>, SettingsError> {
        Ok(self.text(key)?.map(|(text, _)| PathBuf::from(text)))
    }

    /// A text, or a list of texts.
    pub(super) fn texts(&self, key: &str) -> Result<Vec<(String, Span)>, SettingsError> {
        let Some(node) = self.node.get(key.as_bytes()) else {
            return Ok(Vec::new());
        };
        let NodeValue::List(items) = &node.value else {
            return Ok(self.text(key)?.into_iter().collect());
        };
        let text = |item: &Node| {
            let text = scalar(item).map(|text| (text, item.span));
            text.ok_or_else(|| self.problem(item.span, format!("{key} has to be a list of texts")))
        };
        items.iter().map(text).collect()
    }

    /// What the file named by a key holds; no file may be there but the one that is named.
    pub(super) fn secret(&self, key: &str) -> Result<Secret, SettingsError> {
        let Some(path) = self.path(key)? else {
            return Ok(Secret::default());
        };
        match fs_err::read_to_string(&path) {
            Ok(text) => Ok(Secret::new(&text)),
            Err(error) => Err(SettingsError::File {
                path,
                cause: error.kind(),
            }),
        }
    }
}

/// A scalar as text.
pub(super) fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        NodeValue::Str(text) => Some(text.to_text().into_owned()),
        NodeValue::Bool(value) => Some(value.to_string()),
        NodeValue::Int(value) => Some(value.to_string()),
        NodeValue::Uint(value) => Some(value.to_string()),
        NodeValue::Float(value) => Some(value.to_string()),
        NodeValue::Null | NodeValue::List(_) | NodeValue::Map(_) => None,
    }
}

/// A key that nobody knows, with the one that was perhaps meant.
pub(super) fn unknown_key(
    file: &SourceFile,
    span: Span,
    key: &str,
    known: &[&str],
) -> SettingsError {
    let hint = match nearest(key, known.iter().copied()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("known are {}", known.join(", ")),
    };
    problem(file, span, format!("unknown key {key:?}"), Some(hint))
}

pub(super) fn problem(
    file: &SourceFile,
    span: Span,
    message: String,
    hint: Option<String>,
) -> SettingsError {
    let place = file.position(span.start);
    SettingsError::Place {
        line: place.line,
        column: place.column,
        message,
        hint,
    }
}
