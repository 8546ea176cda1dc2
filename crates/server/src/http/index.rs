//! `index.yaml`.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use axum::body::Body;
use axum::http::{StatusCode, header};
use steersman_chart::Modified;

use super::Call;
use super::answer::{Answer, set_header, sized, storage_failed};
use crate::catalog::{Encoding, Repo};

const KIND: &str = "application/x-yaml";

/// Answers with the index as it is now.
pub(super) async fn index(call: &Call, repo: &Arc<Repo>) -> Answer {
    if let Err(error) = repo.freshen().await {
        return storage_failed(&error);
    }
    let body = repo.body().await;
    let encoding = accepted(call);
    let tag = body.tag(encoding);
    let known = call
        .header(header::IF_NONE_MATCH)
        .is_some_and(|tags| names(tags, &tag));
    let mut answer = if known {
        let mut answer = sized(StatusCode::NOT_MODIFIED, KIND, Body::empty());
        answer.headers_mut().remove(header::CONTENT_TYPE);
        answer
    } else {
        let length = body.length(encoding);
        let changed = body.changed;
        let mut answer = sized(
            StatusCode::OK,
            KIND,
            Body::from_stream(Arc::clone(&body).stream(encoding)),
        );
        set_header(&mut answer, header::CONTENT_LENGTH, &length.to_string());
        set_header(&mut answer, header::LAST_MODIFIED, &http_date(changed));
        if encoding == Encoding::Gzip {
            set_header(&mut answer, header::CONTENT_ENCODING, "gzip");
        }
        answer
    };
    set_header(&mut answer, header::ETAG, &tag);
    set_header(&mut answer, header::VARY, "Accept-Encoding");
    set_header(&mut answer, header::CACHE_CONTROL, "no-cache");
    answer
}

fn accepted(call: &Call) -> Encoding {
    let accepts = call.header(header::ACCEPT_ENCODING).unwrap_or_default();
    let takes_gzip = accepts.split(',').any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = quality
            .trim()
            .strip_prefix("q=")
            .is_some_and(|q| q.parse() == Ok(0.0_f32));
        matches!(name.trim(), "gzip" | "*") && !refused
    });
    if takes_gzip {
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
