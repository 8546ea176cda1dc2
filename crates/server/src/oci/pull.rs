//! Reading manifests.

use std::sync::Arc;

use axum::http::{StatusCode, header};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::answer::{DIGEST, OciError};
use super::keys::{Keys, digest_text, is_tag, parse_digest, version_of};
use super::made::{find_unkept, make};
use super::manifest::{MANIFEST, MAX_MANIFEST, Manifest};
use crate::catalog::{Entry, Repo};
use crate::http::{Answer, OciRoute, set_header, sized};
use crate::random::digest_of_hex;
use crate::service::Service;

/// A manifest that exists.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) content: Bytes,
    pub(super) digest: [u8; 32],
    pub(super) manifest: Manifest,
}

/// `GET` and `HEAD` by tag.
pub(super) async fn by_tag(
    service: &Service,
    route: &OciRoute,
    tag: &str,
) -> Result<Answer, OciError> {
    let found = find_tag(service, route, tag)
        .await?
        .ok_or(OciError::ManifestUnknown)?;
    Ok(answer(found))
}

/// `GET` and `HEAD` by digest.
pub(super) async fn by_digest(
    service: &Service,
    route: &OciRoute,
    digest: &str,
) -> Result<Answer, OciError> {
    let digest = parse_digest(digest).ok_or(OciError::ManifestUnknown)?;
    let found = find_digest(service, route, digest)
        .await?
        .ok_or(OciError::ManifestUnknown)?;
    Ok(answer(found))
}

fn answer(found: Found) -> Answer {
    let digest = digest_text(&found.digest);
    let mut answer = sized(StatusCode::OK, MANIFEST, found.content);
    set_header(&mut answer, header::CONTENT_TYPE, found.manifest.kind());
    set_header(&mut answer, header::ETAG, &format!("\"{digest}\""));
    set_header(&mut answer, DIGEST, &digest);
    answer
}

/// The manifest of a tag: of the version it stands for, or of whatever was tagged so.
pub(super) async fn find_tag(
    service: &Service,
    route: &OciRoute,
    tag: &str,
) -> Result<Option<Found>, OciError> {
    if !is_tag(tag) {
        return Ok(None);
    }
    let repo = service.repo(&route.repo);
    repo.freshen().await?;
    let entry = match entry_of_tag(&repo, &route.chart, tag) {
        Some(entry) => Some(service.present(&repo, entry).await?),
        None => None,
    };
    let tagged = match tagged_digest(service, &Keys::of(route), tag).await? {
        Some(digest) => find_digest(service, route, digest).await?,
        None => None,
    };
    match (entry, tagged) {
        (Some(entry), Some(found)) if found.manifest.package() == Some(entry.digest) => {
            Ok(Some(found))
        }
        // The package came another way, or was replaced since.
        (Some(entry), _) => make(service, route, &repo, &entry).await.map(Some),
        (None, found) => Ok(found),
    }
}

/// The version that a tag stands for. Underscores may be plus signs or underscores.
pub(super) fn entry_of_tag(repo: &Repo, chart: &str, tag: &str) -> Option<Arc<Entry>> {
    let index = repo.index();
    index
        .get(chart, &version_of(tag))
        .or_else(|| index.get(chart, tag))
        .cloned()
}

/// The digest that a tag was given.
pub(super) async fn tagged_digest(
    service: &Service,
    keys: &Keys,
    tag: &str,
) -> Result<Option<[u8; 32]>, OciError> {
    let record = service.storage.read(&keys.tag(tag), 256).await?;
    Ok(record.and_then(|text| digest_of_hex(std::str::from_utf8(&text).ok()?.trim())))
}

/// The manifest of a digest; that of a chart only as long as its package is there.
pub(super) async fn find_digest(
    service: &Service,
    route: &OciRoute,
    digest: [u8; 32],
) -> Result<Option<Found>, OciError> {
    let key = Keys::of(route).manifest(&digest);
    let Some(content) = service.storage.read(&key, MAX_MANIFEST as u64).await? else {
        let repo = service.repo(&route.repo);
        repo.freshen().await?;
        return find_unkept(service, route, &repo, &digest).await;
    };
    if <[u8; 32]>::from(Sha256::digest(&content)) != digest {
        return Ok(None);
    }
    let Ok(manifest) = Manifest::parse(&content) else {
        return Ok(None);
    };
    if manifest.is_chart() {
        let repo = service.repo(&route.repo);
        repo.freshen().await?;
        let package = manifest.package();
        let there = repo
            .index()
            .versions(&route.chart)
            .any(|entry| Some(entry.digest) == package);
        if !there {
            return Ok(None);
        }
    }
    Ok(Some(Found {
        content,
        digest,
        manifest,
    }))
}
