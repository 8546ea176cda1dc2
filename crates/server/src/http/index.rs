//! `index.yaml`.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use axum::body::Body;
use axum::http::{HeaderName, StatusCode, header};
use steersman_chart::Modified;

use super::Call;
use super::answer::{Answer, set_header, sized, storage_failed};
use crate::catalog::{Encoding, IndexBody, IndexForm, Repo};

const KIND: &str = "application/x-yaml";

/// Whether an answer to `?since=` is a part of the index. Where it is `false` the answer is all of it: what changed since
/// that tag is not known (any more), as after a restart.
const DELTA: HeaderName = HeaderName::from_static("x-index-delta");

/// Answers with the index as it is now: all of it, that of one chart (`?name=`), or what changed since the index of an
/// entity tag (`?since=`), when that is known.
pub(super) async fn index(call: &Call, repo: &Arc<Repo>) -> Answer {
    if let Err(error) = repo.freshen().await {
        return storage_failed(&error);
    }
    let (form, kind) = form(call, repo);
    let since = call.query.get("since").map(bare_tag);
    let mut is_delta = false;
    let body = if let Some(name) = call.query.get("name") {
        repo.body_of_chart(name, form).await
    } else if let Some(since) = since
        && let Some(body) = repo.body_since(since, form).await
    {
        is_delta = true;
        body
    } else {
        repo.body_as(form).await
    };
    let encoding = accepted(call);
    let tag = body.tag(encoding);
    let known = call
        .header(header::IF_NONE_MATCH)
        .is_some_and(|tags| names(tags, &tag));
    let mut answer = if known {
        let mut answer = sized(StatusCode::NOT_MODIFIED, kind, Body::empty());
        answer.headers_mut().remove(header::CONTENT_TYPE);
        answer
    } else {
        full(body, encoding, kind).await
    };
    if is_delta {
        set_header(&mut answer, DELTA, "true");
    } else {
        set_header(&mut answer, header::ETAG, &tag);
        if since.is_some() {
            set_header(&mut answer, DELTA, "false");
        }
    }
    set_header(&mut answer, header::VARY, "Accept, Accept-Encoding");
    set_header(&mut answer, header::CACHE_CONTROL, "no-cache");
    answer
}

async fn full(body: Arc<IndexBody>, encoding: Encoding, kind: &'static str) -> Answer {
    if !body.is_prepared(encoding) {
        let body = Arc::clone(&body);
        let prepared = tokio::task::spawn_blocking(move || body.prepare(encoding)).await;
        prepared.expect("compressing in memory cannot fail");
    }
    let length = body.length(encoding);
    let changed = body.changed;
    let mut answer = sized(
        StatusCode::OK,
        kind,
        Body::from_stream(body.stream(encoding)),
    );
    set_header(&mut answer, header::CONTENT_LENGTH, &length.to_string());
    set_header(&mut answer, header::LAST_MODIFIED, &http_date(changed));
    match encoding {
        Encoding::Plain => {}
        Encoding::Gzip => set_header(&mut answer, header::CONTENT_ENCODING, "gzip"),
        Encoding::Zstd => set_header(&mut answer, header::CONTENT_ENCODING, "zstd"),
    }
    answer
}

/// The form of the index, and its type. `ChartMuseum` gives JSON the type of YAML, so only those who ask get its own.
fn form(call: &Call, repo: &Repo) -> (IndexForm, &'static str) {
    const JSON: &str = "application/json";
    let accepts = call.header(header::ACCEPT).unwrap_or_default();
    match call.query.get("format") {
        Some("json") => (IndexForm::Json, JSON),
        Some("yaml") => (IndexForm::Yaml, KIND),
        _ if accepts.split([',', ';']).next().map(str::trim) == Some(JSON) => {
            (IndexForm::Json, JSON)
        }
        _ => (repo.form(), KIND),
    }
}

/// An entity tag without quotes and coding: those of all codings of one index are one.
fn bare_tag(tag: &str) -> &str {
    let tag = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
    ["-gzip", "-zstd"]
        .iter()
        .find_map(|end| tag.strip_suffix(end))
        .unwrap_or(tag)
}

/// The coding that the client likes best, of equal ones the fastest to read.
fn accepted(call: &Call) -> Encoding {
    let accepts = call.header(header::ACCEPT_ENCODING).unwrap_or_default();
    let quality = |wanted: &str| -> f32 {
        let of = |name: &str| {
            accepts.split(',').find_map(|coding| {
                let (found, quality) = coding.split_once(';').unwrap_or((coding, ""));
                let quality = quality.trim().strip_prefix("q=");
                let is_it = found.trim().eq_ignore_ascii_case(name);
                is_it.then(|| quality.map_or(1.0, |quality| quality.parse().unwrap_or(0.0)))
            })
        };
        of(wanted).or_else(|| of("*")).unwrap_or(0.0)
    };
    let (zstd, gzip) = (quality("zstd"), quality("gzip"));
    if zstd > 0.0 && zstd >= gzip {
        Encoding::Zstd
    } else if gzip > 0.0 {
        Encoding::Gzip
    } else {
        Encoding::Plain
    }
}

/// Whether a list of entity tags names this one.
pub(super) fn names(list: &str, tag: &str) -> bool {
    list.split(',').any(|one| {
        let one = one.trim();
        one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
    })
}

/// A time as headers have it.
pub(super) fn http_date(time: Modified) -> String {
    let since = Duration::from_secs(u64::try_from(time.seconds).unwrap_or_default());
    httpdate::fmt_http_date(UNIX_EPOCH + since)
}
