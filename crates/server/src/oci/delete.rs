//! Deleting manifests and blobs, and what is left of a deleted version.

use std::sync::Arc;

use axum::http::StatusCode;

use super::answer::{OciError, empty};
use super::keys::{Keys, is_tag, parse_digest, tag_of};
use super::manifest::{MAX_MANIFEST, Manifest};
use super::pull::{entry_of_tag, find_digest, tagged_digest};
use crate::catalog::{Entry, Repo, UploadError};
use crate::http::{Answer, Call, OciRoute, Reference};
use crate::service::Service;
use crate::storage::StorageError;

/// `DELETE` of a manifest. With that of a chart goes its version.
pub(super) async fn manifest(
    service: &Service,
    call: &Call,
    route: &OciRoute,
    reference: &Reference,
) -> Result<Answer, OciError> {
    let repo = service.repo(&route.repo);
    repo.freshen().await?;
    let keys = Keys::of(route);
    let (entry, digest) = match reference {
        Reference::Tag(tag) if is_tag(tag) => {
            let entry = entry_of_tag(&repo, &route.chart, tag);
            let tagged = tagged_digest(service, &keys, tag).await?;
            let untagged = service.storage.delete(&keys.tag(tag)).await?;
            if entry.is_none() && !untagged {
                return Err(OciError::ManifestUnknown);
            }
            // Other tags may have that manifest.
            (entry, tagged.filter(|_| false))
        }
        Reference::Tag(_) => return Err(OciError::ManifestUnknown),
        Reference::Digest(text) => {
            let digest = parse_digest(text).ok_or(OciError::ManifestUnknown)?;
            let found = find_digest(service, route, digest)
                .await?
                .ok_or(OciError::ManifestUnknown)?;
            let package = found
                .manifest
                .package()
                .filter(|_| found.manifest.is_chart());
            let entry = repo
                .index()
                .versions(&route.chart)
                .find(|entry| Some(entry.digest) == package)
                .cloned();
            drop_subject(service, &keys, &found.manifest, &digest).await?;
            (entry, Some(digest))
        }
    };
    if let Some(entry) = entry {
        service
            .delete_version(&call.actor, &repo, (&entry.name, &entry.version))
            .await?;
    }
    if let Some(digest) = digest {
        service.storage.delete(&keys.manifest(&digest)).await?;
    }
    Ok(empty(StatusCode::ACCEPTED))
}

/// A manifest that goes is no referrer any more.
async fn drop_subject(
    service: &Service,
    keys: &Keys,
    manifest: &Manifest,
    digest: &[u8; 32],
) -> Result<(), StorageError> {
    if let Some(subject) = manifest
        .subject
        .as_ref()
        .and_then(|subject| parse_digest(&subject.digest))
    {
        service
            .storage
            .delete(&keys.referrer(&subject, digest))
            .await?;
    }
    Ok(())
}

/// `DELETE` of a blob. Packages go with their version, not so.
pub(super) async fn blob(
    service: &Service,
    route: &OciRoute,
    digest: &str,
) -> Result<Answer, OciError> {
    let digest = parse_digest(digest).ok_or(OciError::BlobUnknown)?;
    if !service
        .storage
        .delete(&Keys::of(route).blob(&digest))
        .await?
    {
        return Err(OciError::BlobUnknown);
    }
    Ok(empty(StatusCode::ACCEPTED))
}

/// Removes the tag of a version with its manifest and the blobs that only this manifest has.
pub(crate) async fn forget(
    service: &Service,
    repo: &Arc<Repo>,
    entry: &Entry,
) -> Result<(), UploadError> {
    let keys = Keys::named(&repo.path.key(&entry.name));
    let tag = tag_of(&entry.version);
    if !is_tag(&tag) {
        return Ok(());
    }
    let storage = &*service.storage;
    let Some(record) = storage.read(&keys.tag(&tag), 256).await? else {
        return Ok(());
    };
    storage.delete(&keys.tag(&tag)).await?;
    let digest = std::str::from_utf8(&record)
        .ok()
        .and_then(|text| crate::random::digest_of_hex(text.trim()));
    let Some(digest) = digest else {
        return Ok(());
    };
    let content = storage
        .read(&keys.manifest(&digest), MAX_MANIFEST as u64)
        .await?
        .unwrap_or_default();
    storage.delete(&keys.manifest(&digest)).await?;
    let manifest = Manifest::parse(&content).unwrap_or_default();
    for blob in manifest
        .blobs()
        .filter_map(|blob| parse_digest(&blob.digest))
    {
        storage.delete(&keys.blob(&blob)).await?;
    }
    Ok(())
}

/// Takes the tag of a version back, so that its manifest is made anew.
pub(crate) async fn forget_tag(
    service: &Service,
    repo: &Repo,
    entry: &Entry,
) -> Result<(), StorageError> {
    let tag = tag_of(&entry.version);
    if is_tag(&tag) {
        let keys = Keys::named(&repo.path.key(&entry.name));
        service.storage.delete(&keys.tag(&tag)).await?;
    }
    Ok(())
}
