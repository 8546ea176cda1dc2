//! Charts and versions by the JSON API.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::Value;
use steersman_semver::{Constraint, Version};

use super::answer::{Answer, error, json_text};
use super::{Call, Query};
use crate::catalog::{Entry, Repo};

/// All charts of a repository with their versions.
pub(super) fn charts(call: &Call, repo: &Repo, strict: bool) -> Answer {
    let page = match Page::of(&call.query, strict) {
        Ok(page) => page,
        Err(text) => return error(StatusCode::BAD_REQUEST, text),
    };
    let search = call.query.get("search").map(str::to_lowercase);
    let index = repo.index();
    let names: Vec<_> = index
        .names()
        .filter(|name| {
            search
                .as_ref()
                .is_none_or(|wanted| name.to_lowercase().contains(wanted))
        })
        .skip(page.offset)
        .take(page.limit)
        .collect();
    let mut text = String::from("{");
    for (n, name) in names.into_iter().enumerate() {
        if n > 0 {
            text.push(',');
        }
        text.push_str(&Value::from(&**name).to_string());
        text.push(':');
        append_list(&mut text, repo, index.versions(name));
    }
    text.push('}');
    json_text(text)
}

fn append_list<'a>(text: &mut String, repo: &Repo, versions: impl Iterator<Item = &'a Arc<Entry>>) {
    text.push('[');
    for (n, entry) in versions.enumerate() {
        if n > 0 {
            text.push(',');
        }
        entry.append_json(repo.url_base(), text);
    }
    text.push(']');
}

/// The versions of a chart.
pub(super) fn chart(repo: &Repo, name: &str) -> Answer {
    let index = repo.index();
    let mut versions = index.versions(name).peekable();
    if versions.peek().is_none() {
        return error(StatusCode::NOT_FOUND, "chart not found");
    }
    let mut text = String::new();
    append_list(&mut text, repo, versions);
    json_text(text)
}

/// One version of a chart.
pub(super) fn version(repo: &Repo, name: &str, wanted: &str) -> Answer {
    match find(repo, name, wanted) {
        Ok(entry) => {
            let mut text = String::new();
            entry.append_json(repo.url_base(), &mut text);
            json_text(text)
        }
        Err(answer) => *answer,
    }
}

/// The version that a text asks for: exact, `latest`, or the highest that satisfies a constraint.
///
/// # Errors
/// The answer when there is none.
pub(super) fn find(repo: &Repo, name: &str, wanted: &str) -> Result<Arc<Entry>, Box<Answer>> {
    let missing = |text: &str| Box::new(error(StatusCode::NOT_FOUND, text));
    let index = repo.index();
    if let Some(entry) = index.get(name, wanted) {
        return Ok(Arc::clone(entry));
    }
    let mut versions = index.versions(name).peekable();
    if versions.peek().is_none() {
        return Err(missing("no chart name found"));
    }
    let wanted = if wanted == "latest" { "" } else { wanted };
    let constraint = if wanted.is_empty() { "*" } else { wanted };
    let constraint = Constraint::parse(constraint)
        .map_err(|_| missing(&format!("improper constraint: {wanted}")))?;
    versions
        .find(|entry| {
            Version::parse(&entry.version).is_ok_and(|version| constraint.matches(&version))
        })
        .cloned()
        .ok_or_else(|| missing(&format!("no chart version found for {name}-{wanted}")))
}

/// Which of the names are wanted.
struct Page {
    offset: usize,
    limit: usize,
}

impl Page {
    fn of(query: &Query, strict: bool) -> Result<Self, &'static str> {
        let offset = match query.get("offset") {
            None => 0,
            Some(text) => text
                .parse()
                .map_err(|_| "offset is not a valid non-negative integer")?,
        };
        let limit = match query.get("limit").map(str::parse) {
            // Without a limit an offset leads nowhere in ChartMuseum.
            None if strict && offset > 0 => 0,
            None => usize::MAX,
            Some(Ok(limit @ 1..)) => limit,
            Some(_) => return Err("limit is not a valid positive integer"),
        };
        Ok(Self { offset, limit })
    }
}
