//! Findings for people: errors of charts and values with their places in files.

use std::path::Path;

use steersman_chart::schema::{SchemaError, Violation};
use steersman_chart::values::{
    Contribution, Origin, PathPart, Source, ValuePath, ValuesError, provenance,
};
use steersman_chart::{Chart, DocumentError, LoadError};
use steersman_diag::{Diagnostic, Location, SourceFile, Span};
use steersman_names::HelmDialect;
use steersman_ops::yaml_hint::{Author, yaml_hint};
use steersman_store::StoreError;
use steersman_value::Str;

use crate::charts::read_values_file;

/// What is wrong with a chart that cannot be loaded, where a file of it is at fault.
pub(crate) fn load_findings(error: &StoreError, path: &Path) -> Vec<Diagnostic> {
    let folder = format!("{}/", path.display());
    match error {
        StoreError::Load(error) => load_finding(error, &folder).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// `folder` is where the chart is, with a slash at its end.
fn load_finding(error: &LoadError, folder: &str) -> Option<Diagnostic> {
    match error {
        LoadError::Document {
            file,
            problem,
            text,
            ..
        } => Some(document_finding(&format!("{folder}{file}"), text, problem)),
        LoadError::Validation {
            problem,
            file,
            text,
        } => {
            let source = SourceFile::new(format!("{folder}{file}"), text);
            let place = match problem.span(text) {
                Some(span) => source.locate(span),
                None => source.locate_line(1),
            };
            let finding = Diagnostic::error(problem.to_string()).at(place);
            Some(finding.hint(problem.hint()))
        }
        LoadError::Subchart { name, cause, .. } => {
            load_finding(cause, &format!("{folder}charts/{name}/"))
        }
        _ => None,
    }
}

/// What is wrong with the user's values, where a file or an expression of a flag is at fault.
pub(crate) fn values_findings(error: &ValuesError) -> Vec<Diagnostic> {
    match error {
        ValuesError::File {
            name,
            problem,
            text,
            ..
        } => vec![document_finding(name, text, problem)],
        ValuesError::Set {
            flag,
            expression,
            error,
        } => {
            let source = SourceFile::new(flag.name(), expression);
            let at = u32::try_from(error.offset).unwrap_or_default();
            let end = u32::try_from(expression.len()).unwrap_or(at);
            let at = at.min(end.saturating_sub(1));
            vec![Diagnostic::error(error.to_string()).at(source.locate(Span::new(at, at + 1)))]
        }
        _ => Vec::new(),
    }
}

fn document_finding(name: &str, text: &Str, problem: &DocumentError) -> Diagnostic {
    let message = match problem {
        DocumentError::Yaml { error, .. } => error.to_string(),
        _ => problem.to_string(),
    };
    let finding = Diagnostic::error(message);
    let Some(span) = problem.span() else {
        return finding;
    };
    let source = SourceFile::new(name, text);
    let line = source.position(span.start).line;
    let hint = yaml_hint(&problem.to_string(), &source, line, Author::Person);
    let finding = finding.at(source.locate(span));
    match hint {
        Some(hint) => finding.hint(hint),
        None => finding,
    }
}

/// Each violation of a schema, at the line that sets the value it is about.
pub(crate) fn schema_findings(
    error: &SchemaError,
    chart: &Chart,
    sources: &[Source],
    dialect: HelmDialect,
) -> Vec<Diagnostic> {
    let Some(prefix) = chart_at_fault(error, chart) else {
        return Vec::new();
    };
    let finding = |violation: &Violation| {
        let path = ValuePath([prefix.as_slice(), &violation.path].concat());
        let message = if path.0.is_empty() {
            violation.message.clone()
        } else {
            format!("`{path}`: {}", violation.message)
        };
        let finding = Diagnostic::error(message);
        let found = provenance(chart, sources, &path, dialect, &mut read_values_file);
        let last = found.last().filter(|_| !path.0.is_empty());
        match last.and_then(|last| location(last, chart, sources)) {
            Some(location) => finding.at(location),
            None => finding,
        }
    };
    error.violations.iter().map(finding).collect()
}

/// The way from the root to the values of the one chart whose schema is broken; nothing when there are more.
fn chart_at_fault(error: &SchemaError, chart: &Chart) -> Option<Vec<PathPart>> {
    let mut names = error
        .text
        .lines()
        .filter(|line| !line.starts_with(['-', ' ']))
        .filter_map(|line| line.strip_suffix(':'));
    let (name, None) = (names.next()?, names.next()) else {
        return None;
    };
    if name == chart.name() {
        return Some(Vec::new());
    }
    let below = chart.dependencies.iter().any(|below| below.name() == name);
    below.then(|| vec![PathPart::Key(name.into())])
}

fn location(contribution: &Contribution, chart: &Chart, sources: &[Source]) -> Option<Location> {
    let name = contribution.origin.to_string();
    if let Origin::Flag(flag, expression) = &contribution.origin {
        return Some(SourceFile::new(flag.name(), expression).locate_line(1));
    }
    let place = contribution.place?;
    let text = match &contribution.origin {
        Origin::File(file) => sources.iter().find_map(|source| match source {
            Source::File { name, text } if name == file => Some(text.clone()),
            _ => None,
        })?,
        Origin::Chart(path) => {
            let located = chart.walk().into_iter().find(|l| l.full_path == *path)?;
            located.chart.raw_file("values.yaml")?.data.clone()
        }
        Origin::Flag(..) => return None,
    };
    let line = u32::try_from(place.line).ok()?;
    Some(SourceFile::new(name, &text).locate_line(line))
}
