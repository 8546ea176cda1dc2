use boon::{ErrorKind, InstanceToken, ValidationError};

use super::Violation;
use super::message::{message, quote};
use crate::values::PathPart;

/// What is written about the errors of one schema.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) text: String,
    pub(super) violations: Vec<Violation>,
}

/// Writes the tree of errors as the Go library does, the headline left out.
pub(super) fn report(error: &ValidationError<'_, '_>) -> Report {
    let mut report = Report::default();
    let mut lines = Vec::new();
    for cause in kept_causes(error) {
        report.node(cause, Some(error), 0, &mut lines);
    }
    report.text = lines.join("\n");
    report
}

/// The headline alone.
pub(super) fn headline(error: &ValidationError<'_, '_>) -> String {
    message(&error.kind)
}

impl Report {
    fn node(
        &mut self,
        error: &ValidationError<'_, '_>,
        parent: Option<&ValidationError<'_, '_>>,
        mut indent: usize,
        lines: &mut Vec<String>,
    ) {
        let location = tokens(error);
        for wrapper in parent.map(|parent| wrappers(parent, error)).unwrap_or_default() {
            lines.push(line(indent, &location[..wrapper.depth.min(location.len())], wrapper.message));
            indent += 1;
        }
        let skipped = error.causes.len() == 1 && matches!(error.kind, ErrorKind::Reference { .. });
        if !skipped {
            let message = message(&error.kind);
            lines.push(line(indent, &location, &message));
            indent += 1;
            if error.causes.is_empty() {
                self.violations.push(Violation { path: path(error), message });
            }
        }
        for cause in kept_causes(error) {
            self.node(cause, Some(error), indent, lines);
        }
    }
}

/// The Go library stops at a value of a wrong format, the Rust one goes on: what comes after is dropped.
fn kept_causes<'e, 's, 'v>(error: &'e ValidationError<'s, 'v>) -> &'e [ValidationError<'s, 'v>] {
    match &error.causes[..] {
        [first, _, ..]
            if matches!(first.kind, ErrorKind::Format { .. })
                && matches!(error.kind, ErrorKind::Schema { .. } | ErrorKind::Group)
                && first.schema_url == error.schema_url =>
        {
            &error.causes[..1]
        }
        all => all,
    }
}

/// An `allOf` and the like with one error in it, which the Go library shows and the Rust one leaves out.
struct Wrapper {
    /// How much of the error's location is the wrapper's.
    depth: usize,
    message: &'static str,
}

/// The wrappers between two errors, found in the path from the one's schema to the other's.
fn wrappers(parent: &ValidationError<'_, '_>, error: &ValidationError<'_, '_>) -> Vec<Wrapper> {
    let base = match &parent.kind {
        ErrorKind::Reference { url, .. } => *url,
        _ => parent.schema_url,
    };
    let Some(between) = error.schema_url.strip_prefix(base) else { return Vec::new() };
    let mut depth = parent.instance_location.tokens.len();
    // A combinator that failed as a whole shows itself.
    let mut shown = matches!(parent.kind, ErrorKind::AllOf | ErrorKind::AnyOf | ErrorKind::OneOf(_));
    let mut wrappers = Vec::new();
    let mut keywords = between.split('/').skip(1).peekable();
    while let Some(keyword) = keywords.next() {
        let is_index = |token: Option<&&str>| token.is_some_and(|token| token.bytes().all(|b| b.is_ascii_digit()));
        match keyword {
            "allOf" | "anyOf" | "oneOf" => {
                keywords.next();
                if !std::mem::take(&mut shown) {
                    let message = match keyword {
                        "allOf" => "'allOf' failed",
                        "anyOf" => "'anyOf' failed",
                        _ => "'oneOf' failed, none matched",
                    };
                    wrappers.push(Wrapper { depth, message });
                }
            }
            "properties" | "patternProperties" | "prefixItems" => {
                keywords.next();
                depth += 1;
            }
            "items" => {
                keywords.next_if(|token| is_index(Some(token)));
                depth += 1;
            }
            "additionalProperties" | "additionalItems" | "contains" | "unevaluatedProperties" | "unevaluatedItems" => {
                depth += 1;
            }
            "dependentSchemas" | "dependencies" => {
                keywords.next();
            }
            _ => {}
        }
    }
    wrappers
}

fn line(indent: usize, location: &[String], message: &str) -> String {
    let pointer: String = location.iter().map(|token| format!("/{}", escape(token))).collect();
    format!("{}- at {}: {message}", "  ".repeat(indent), quote(&pointer))
}

fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

fn tokens(error: &ValidationError<'_, '_>) -> Vec<String> {
    let token = |token: &InstanceToken<'_>| match token {
        InstanceToken::Prop(name) => name.to_string(),
        InstanceToken::Item(index) => index.to_string(),
    };
    error.instance_location.tokens.iter().map(token).collect()
}

fn path(error: &ValidationError<'_, '_>) -> Vec<PathPart> {
    let part = |token: &InstanceToken<'_>| match token {
        InstanceToken::Prop(name) => PathPart::Key(name.as_bytes().into()),
        InstanceToken::Item(index) => PathPart::Index(*index),
    };
    error.instance_location.tokens.iter().map(part).collect()
}
