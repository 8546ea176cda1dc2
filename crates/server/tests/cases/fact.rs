//! What the words of a fact say of an answer.

use super::Case;
use crate::support::{Got, fixture};

/// What the words of a fact say of an answer.
pub(super) fn check_fact(case: &Case<'_>, got: &Got) -> Result<(), String> {
    let fact = case.fact;
    let fail = |what: &str| Err(format!("{what}: {:?} {}", got.headers, got.text()));
    if fact.starts_with('{') && !fact.contains('<') && !fact.contains('*') {
        let end = fact.rfind('}').map_or(fact.len(), |at| at + 1);
        if let Ok(expected) = serde_json::from_str::<serde_json::Value>(&fact[..end])
            && case.method != "HEAD"
            && got.json() != expected
        {
            return fail("body");
        }
    }
    if fact.contains("empty body") && !got.body.is_empty() {
        return fail("not empty");
    }
    if (fact == "entries: {}" || fact.starts_with("entries: {} "))
        && !got.text().contains("entries: {}")
    {
        return fail("entries");
    }
    if let Some((_, scope)) = fact.split_once("scope == ")
        && !got.header("www-authenticate").contains(scope)
    {
        return fail("scope");
    }
    if let Some((_, challenge)) = fact.split_once("; WWW-Authenticate: ")
        && got.header("www-authenticate") != challenge
    {
        return fail("challenge");
    }
    if let Some((_, scope)) = fact.split_once("WWW-Authenticate scope ends in ")
        && !got
            .header("www-authenticate")
            .trim_end_matches('"')
            .ends_with(scope)
    {
        return fail("scope");
    }
    if let Some((_, scope)) = fact.split_once("WWW-Authenticate scope names ")
        && !got.header("www-authenticate").contains(scope)
    {
        return fail("scope");
    }
    if let Some(kind) = fact.split("Content-Type ").nth(1) {
        let kind = kind.split([';', ' ']).next().unwrap_or_default();
        if kind != "stays" && !got.header("content-type").starts_with(kind) {
            return fail("type");
        }
    }
    if fact.contains("byte-identical") {
        let file = case
            .path
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .replace("%2B", "+");
        let label = file.strip_suffix(".tgz").map(str::to_owned);
        if let Some(label) = label
            && got.body != fixture(&label)
        {
            return fail("bytes");
        }
    }
    if let Some(version) = fact.split("version == ").nth(1) {
        let version = version.split([' ', ';', ',']).next().unwrap_or_default();
        let json = got.json();
        let found = if json.is_array() {
            json[0]["version"].clone()
        } else {
            json["version"].clone()
        };
        if !json.is_null() && found != version {
            return fail("version");
        }
    }
    if fact.contains("request too large")
        && case.kind == "parity"
        && got.text() != "request too large"
    {
        return fail("text");
    }
    if fact.contains("entries.mychart present") && !got.text().contains("\n  mychart:\n") {
        return fail("entry");
    }
    if let Some(url) = fact.split("urls[0] == ").nth(1) {
        let url = url.split([' ', ';']).next().unwrap_or_default();
        if !got.text().contains(url) {
            return fail("url");
        }
    }
    if let Some((_, header)) = fact.split_once("header Access-Control-Allow-Origin: ")
        && got.header("access-control-allow-origin") != header
    {
        return fail("origin");
    }
    if fact.contains("no CORS header") && got.headers.contains_key("access-control-allow-origin") {
        return fail("origin");
    }
    Ok(())
}
