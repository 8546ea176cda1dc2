//! Packages and provenance files, whole or in part.

use std::ops::Range;

use axum::body::Body;
use axum::http::{StatusCode, header};
use bytes::Bytes;

use super::Call;
use super::answer::{Answer, error, refused, set_header, sized, storage_failed};
use super::index::{http_date, names};
use crate::catalog::{Repo, UploadError};
use crate::service::Service;
use crate::storage::{Object, Storage};

/// How names of packages end.
const PACKAGE: &str = ".tgz";
/// How names of provenance files end.
const PROVENANCE: &str = ".tgz.prov";

/// Bytes of a file that is read at once.
const AT_ONCE: u64 = 256 * 1024;

/// A file to send.
#[derive(Debug)]
pub(crate) struct ByteSource<'a> {
    pub(crate) storage: &'a dyn Storage,
    pub(crate) key: String,
    pub(crate) object: Object,
    /// All of it, when it is known already.
    pub(crate) content: Option<Bytes>,
    pub(crate) kind: &'static str,
    /// The entity tag, with quotes.
    pub(crate) tag: String,
}

/// Answers with a file of the repository.
pub(super) async fn archive(
    call: &Call,
    service: &Service,
    repo: &std::sync::Arc<Repo>,
    file: &str,
) -> Answer {
    let storage = &*service.storage;
    let is_package = file.strip_suffix(PACKAGE).is_some();
    let is_provenance = file.strip_suffix(PROVENANCE).is_some();
    let kind = match (is_package, is_provenance) {
        (true, _) => "application/x-tar",
        (_, true) => "application/pgp-signature",
        _ => return unsupported(false),
    };
    let missing = || error(StatusCode::NOT_FOUND, "object not found");
    let Ok(name) = crate::names::FileName::new(file) else {
        return missing();
    };
    let mut key = repo.path.key(name.as_str());
    let mut found = storage.fetch(&key, AT_ONCE).await;
    if matches!(found, Ok(None)) && service.mirrors.of(&repo.path).is_some() {
        match fetched(service, repo, name.as_str()).await {
            Ok(()) => found = storage.fetch(&key, AT_ONCE).await,
            Err(problem) => return refused(&problem, "", 0, true),
        }
    }
    if let Ok(None) = found {
        key = repo.yanked_key(name.as_str());
        found = storage.fetch(&key, AT_ONCE).await;
    }
    match found {
        Ok(Some((object, content))) => {
            let tag = format!(
                "\"{:x}-{:x}-{:x}\"",
                object.size, object.modified.seconds, object.modified.nanos
            );
            let source = ByteSource {
                storage,
                key,
                object,
                content,
                kind,
                tag,
            };
            send_object(call, source).await
        }
        Ok(None) => missing(),
        Err(problem) => storage_failed(&problem),
    }
}

/// Fetches the package that a file belongs to from the source of a mirror.
async fn fetched(
    service: &Service,
    repo: &std::sync::Arc<Repo>,
    file: &str,
) -> Result<(), UploadError> {
    repo.freshen().await?;
    let package = file.strip_suffix(".prov").unwrap_or(file);
    let entry = repo
        .index()
        .entries()
        .find(|entry| entry.origin.is_some() && *entry.file == *package)
        .cloned();
    if let Some(entry) = entry {
        service.present(repo, entry).await?;
    }
    Ok(())
}

/// The name is that of nothing a repository holds.
pub(super) fn unsupported(strict: bool) -> Answer {
    let status = if strict {
        StatusCode::INTERNAL_SERVER_ERROR
    } else {
        StatusCode::NOT_FOUND
    };
    error(status, "unsupported file extension")
}

/// Answers with a file: all of it, the part that is asked for, or that it has not changed.
pub(crate) async fn send_object(call: &Call, source: ByteSource<'_>) -> Answer {
    let size = source.object.size;
    let known = call
        .header(header::IF_NONE_MATCH)
        .is_some_and(|tags| names(tags, &source.tag));
    if known {
        let mut answer = sized(StatusCode::NOT_MODIFIED, source.kind, Body::empty());
        set_header(&mut answer, header::ETAG, &source.tag);
        return answer;
    }
    let same = call
        .header(header::IF_RANGE)
        .is_none_or(|tag| tag == source.tag);
    let asked = call
        .header(header::RANGE)
        .filter(|_| same)
        .map(|text| range(text, size));
    let (status, part) = match asked {
        None | Some(Asked::All) => (StatusCode::OK, 0..size),
        Some(Asked::Part(part)) => (StatusCode::PARTIAL_CONTENT, part),
        Some(Asked::Outside) => {
            let mut answer = error(StatusCode::RANGE_NOT_SATISFIABLE, "range not satisfiable");
            set_header(
                &mut answer,
                header::CONTENT_RANGE,
                &format!("bytes */{size}"),
            );
            return answer;
        }
    };
    let body = match source.content.as_ref().and_then(|all| part_of(all, &part)) {
        Some(content) => Body::from(content),
        None => match source.storage.stream(&source.key, part.clone()).await {
            Ok(Some(stream)) => Body::from_stream(stream),
            Ok(None) => return error(StatusCode::NOT_FOUND, "object not found"),
            Err(problem) => return storage_failed(&problem),
        },
    };
    let mut answer = sized(status, source.kind, body);
    set_header(
        &mut answer,
        header::CONTENT_LENGTH,
        &(part.end - part.start).to_string(),
    );
    set_header(&mut answer, header::ACCEPT_RANGES, "bytes");
    set_header(&mut answer, header::ETAG, &source.tag);
    set_header(
        &mut answer,
        header::LAST_MODIFIED,
        &http_date(source.object.modified),
    );
    if status == StatusCode::PARTIAL_CONTENT {
        let text = format!("bytes {}-{}/{size}", part.start, part.end - 1);
        set_header(&mut answer, header::CONTENT_RANGE, &text);
    }
    answer
}

fn part_of(all: &Bytes, part: &Range<u64>) -> Option<Bytes> {
    let (start, end) = (
        usize::try_from(part.start).ok()?,
        usize::try_from(part.end).ok()?,
    );
    (end <= all.len()).then(|| all.slice(start..end))
}

/// What a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    All,
    Part(Range<u64>),
    Outside,
}

/// One range; several are answered with everything, as the specification allows.
fn range(text: &str, size: u64) -> Asked {
    let Some((first, last)) = text
        .strip_prefix("bytes=")
        .and_then(|text| text.split_once('-'))
    else {
        return Asked::All;
    };
    let part = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.trim().is_empty() => first..size,
        (Err(_), Ok(last)) if first.trim().is_empty() => size.saturating_sub(last)..size,
        _ => return Asked::All,
    };
    if part.start >= part.end {
        Asked::Outside
    } else {
        Asked::Part(part)
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, range};

    #[test]
    fn ranges() {
        for (text, expected) in [
            ("bytes=0-9", Asked::Part(0..10)),
            ("bytes=90-", Asked::Part(90..100)),
            ("bytes=-10", Asked::Part(90..100)),
            ("bytes=95-200", Asked::Part(95..100)),
            ("bytes=100-", Asked::Outside),
            ("bytes=-0", Asked::Outside),
            ("bytes=0-1,3-4", Asked::All),
            ("items=0-1", Asked::All),
            ("bytes=0-18446744073709551615", Asked::Part(0..100)),
        ] {
            assert_eq!(range(text, 100), expected, "{text}");
        }
    }
}
