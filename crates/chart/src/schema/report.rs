use boon::{ErrorKind, InstanceToken, ValidationError};

use super::Violation;
use super::message::{message, quote};
use crate::values::PathPart;

/// What is written about the errors of one schema.
#[derive(Debug, Default)]
pub(super) struct Report {
    lines: Vec<String>,
    pub(super) text: String,
    pub(super) violations: Vec<Violation>,
}

/// Writes the tree of errors as the Go library does, the headline left out.
pub(super) fn report(error: &ValidationError<'_, '_>) -> Report {
    let mut report = Report::default();
    report.causes(error, 0);
    report.text = report.lines.join("\n");
    report
}

/// The headline alone.
pub(super) fn headline(error: &ValidationError<'_, '_>) -> String {
    message(&error.kind)
}

impl Report {
    /// Writes what is below an error.
    fn causes(&mut self, error: &ValidationError<'_, '_>, indent: usize) {
        let causes: Vec<_> = kept_causes(error)
            .into_iter()
            .map(|cause| (cause, wrappers(error, cause)))
            .collect();
        let mut rest = &causes[..];
        while let [(first, found), ..] = rest {
            let first_of = |wrappers: &[Wrapper<'_>]| {
                wrappers.first().map(|wrapper| wrapper.schema.to_owned())
            };
            let key = first_of(found);
            let length = match key {
                Some(_) => rest
                    .iter()
                    .take_while(|(_, wrappers)| first_of(wrappers) == key)
                    .count(),
                None => 1,
            };
            let (cluster, after) = rest.split_at(length);
            if cluster.len() == 1 {
                self.node(first, found, indent);
            } else {
                self.cluster(cluster, indent);
            }
            rest = after;
        }
    }

    /// Writes several errors that come from one wrapper: the Rust library has left out their group as well.
    fn cluster(
        &mut self,
        causes: &[(&ValidationError<'_, '_>, Vec<Wrapper<'_>>)],
        mut indent: usize,
    ) {
        let Some(((first, wrappers), others)) = causes.split_first() else {
            return;
        };
        let location = tokens(first);
        let common = others.iter().fold(location.len(), |common, (cause, _)| {
            common.min(
                tokens(cause)
                    .iter()
                    .zip(&location)
                    .take_while(|(a, b)| a == b)
                    .count(),
            )
        });
        let shared = wrappers
            .iter()
            .enumerate()
            .take_while(|(at, wrapper)| {
                let is_same = |(_, other): &(_, Vec<Wrapper<'_>>)| {
                    other
                        .get(*at)
                        .is_some_and(|other| other.schema == wrapper.schema)
                };
                wrapper.depth <= common && others.iter().all(is_same)
            })
            .count();
        for wrapper in &wrappers[..shared] {
            self.lines
                .push(line(indent, &location[..wrapper.depth], wrapper.message));
            indent += 1;
        }
        self.lines
            .push(line(indent, &location[..common], "validation failed"));
        for (cause, wrappers) in causes {
            self.node(cause, &wrappers[shared..], indent + 1);
        }
    }

    fn node(
        &mut self,
        error: &ValidationError<'_, '_>,
        wrappers: &[Wrapper<'_>],
        mut indent: usize,
    ) {
        let location = tokens(error);
        for wrapper in wrappers {
            self.lines.push(line(
                indent,
                &location[..wrapper.depth.min(location.len())],
                wrapper.message,
            ));
            indent += 1;
        }
        let skipped = error.causes.len() == 1 && matches!(error.kind, ErrorKind::Reference { .. });
        if !skipped {
            let message = message(&error.kind);
            self.lines.push(line(indent, &location, &message));
            indent += 1;
            if error.causes.is_empty() {
                self.violations.push(Violation {
                    path: path(error),
                    message,
                });
            }
        }
        self.causes(error, indent);
    }
}

/// The Go library stops at a value of a wrong format, the Rust one goes on: what comes after is dropped.
fn kept_causes<'e, 's, 'v>(error: &'e ValidationError<'s, 'v>) -> Vec<&'e ValidationError<'s, 'v>> {
    let mut kept: Vec<&ValidationError<'_, '_>> = Vec::with_capacity(error.causes.len());
    for cause in &error.causes {
        let is_after = |format: &&ValidationError<'_, '_>| {
            matches!(format.kind, ErrorKind::Format { .. })
                && tokens(cause).starts_with(&tokens(format))
                && cause
                    .schema_url
                    .strip_prefix(format.schema_url)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if !kept.iter().any(is_after) {
            kept.push(cause);
        }
    }
    kept
}

/// An `allOf` and the like with one error in it, which the Go library shows and the Rust one leaves out.
struct Wrapper<'e> {
    /// The path from the error above to the schema in the wrapper.
    schema: &'e str,
    /// How much of the error's location is the wrapper's.
    depth: usize,
    message: &'static str,
}

/// The wrappers between two errors, found in the path from the one's schema to the other's.
fn wrappers<'s>(
    parent: &ValidationError<'_, '_>,
    error: &ValidationError<'s, '_>,
) -> Vec<Wrapper<'s>> {
    let base = match &parent.kind {
        ErrorKind::Reference { url, .. } => *url,
        _ => parent.schema_url,
    };
    let Some(between) = error.schema_url.strip_prefix(base) else {
        return Vec::new();
    };
    let mut depth = parent.instance_location.tokens.len();
    // A combinator that failed as a whole shows itself.
    let mut shown = matches!(
        parent.kind,
        ErrorKind::AllOf | ErrorKind::AnyOf | ErrorKind::OneOf(_)
    );
    let mut wrappers = Vec::new();
    let mut rest = between;
    while let Some(keyword) = next_token(&mut rest) {
        match keyword {
            "allOf" | "anyOf" | "oneOf" => {
                next_token(&mut rest);
                if !std::mem::take(&mut shown) {
                    let message = match keyword {
                        "allOf" => "'allOf' failed",
                        "anyOf" => "'anyOf' failed",
                        _ => "'oneOf' failed, none matched",
                    };
                    wrappers.push(Wrapper {
                        schema: &between[..between.len() - rest.len()],
                        depth,
                        message,
                    });
                }
            }
            "properties" | "patternProperties" | "prefixItems" => {
                next_token(&mut rest);
                depth += 1;
            }
            "items" => {
                let mut after = rest;
                let is_list = next_token(&mut after)
                    .is_some_and(|token| token.bytes().all(|b| b.is_ascii_digit()));
                if is_list {
                    rest = after;
                }
                depth += 1;
            }
            "additionalProperties"
            | "additionalItems"
            | "contains"
            | "unevaluatedProperties"
            | "unevaluatedItems" => {
                depth += 1;
            }
            "dependentSchemas" | "dependencies" => {
                next_token(&mut rest);
            }
            _ => {}
        }
    }
    wrappers
}

/// Takes the next part off a JSON pointer.
fn next_token<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let pointer = rest.strip_prefix('/')?;
    let end = pointer.find('/').unwrap_or(pointer.len());
    *rest = &pointer[end..];
    Some(&pointer[..end])
}

fn line(indent: usize, location: &[String], message: &str) -> String {
    let pointer = location.iter().fold(String::new(), |pointer, token| {
        pointer + "/" + &escape(token)
    });
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
