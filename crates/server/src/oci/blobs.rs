//! Blobs: packages, and what was uploaded beside them.

use axum::http::{StatusCode, header};
use bytes::Bytes;

use super::answer::{DIGEST, OciError};
use super::keys::{Keys, digest_text, parse_digest};
use super::made::{Derived, find_derived};
use crate::http::{Answer, ByteSource, Call, OciRoute, send_object, set_header, sized};
use crate::names::RepoPath;
use crate::service::Service;
use crate::spool::Spooled;
use crate::storage::{Object, PutMode};

/// `GET` and `HEAD` of a blob.
pub(super) async fn blob(
    service: &Service,
    call: &Call,
    route: &OciRoute,
    digest: &str,
) -> Result<Answer, OciError> {
    let digest = parse_digest(digest).ok_or(OciError::BlobUnknown)?;
    let found = source_of(service, &route.repo, &route.chart, &route.name, &digest).await?;
    let (key, object) = match found {
        Some(found) => found,
        None => match derived(service, route, &digest).await? {
            Derived::Config(content) => return Ok(whole(content, &digest)),
            Derived::Provenance(key) => {
                let object = service.storage.head(&key).await?;
                (key, object.ok_or(OciError::BlobUnknown)?)
            }
        },
    };
    let source = ByteSource {
        storage: &*service.storage,
        key,
        object,
        content: None,
        kind: "application/octet-stream",
        tag: format!("\"{}\"", digest_text(&digest)),
    };
    let mut answer = send_object(call, source).await;
    set_header(&mut answer, DIGEST, &digest_text(&digest));
    Ok(answer)
}

/// A blob that follows from a version.
async fn derived(
    service: &Service,
    route: &OciRoute,
    digest: &[u8; 32],
) -> Result<Derived, OciError> {
    let repo = service.repo(&route.repo);
    let found = find_derived(service, &route.chart, &repo, digest).await?;
    found.ok_or(OciError::BlobUnknown)
}

/// An answer with all of a small blob.
fn whole(content: Bytes, digest: &[u8; 32]) -> Answer {
    let digest = digest_text(digest);
    let mut answer = sized(StatusCode::OK, "application/octet-stream", content);
    set_header(&mut answer, header::ETAG, &format!("\"{digest}\""));
    set_header(&mut answer, DIGEST, &digest);
    answer
}

/// Where a blob of a name is: among the blobs, or a package of the chart.
pub(super) async fn source_of(
    service: &Service,
    repo: &RepoPath,
    chart: &str,
    name: &str,
    digest: &[u8; 32],
) -> Result<Option<(String, Object)>, OciError> {
    let repo = service.repo(repo);
    repo.freshen().await?;
    let package = repo
        .index()
        .versions(chart)
        .find(|entry| entry.digest == *digest)
        .cloned();
    let key = match package {
        Some(entry) => {
            let entry = service.present(&repo, entry).await?;
            repo.path.key(&entry.file)
        }
        None => Keys::named(name).blob(digest),
    };
    Ok(service
        .storage
        .head(&key)
        .await?
        .map(|object| (key, object)))
}

/// Puts a file of the spool among the blobs.
pub(super) async fn put_blob(
    service: &Service,
    route: &OciRoute,
    file: &Spooled,
    digest: &[u8; 32],
) -> Result<(), OciError> {
    let key = Keys::of(route).blob(digest);
    service
        .storage
        .put(&key, file.path(), PutMode::Replace)
        .await?;
    Ok(())
}
