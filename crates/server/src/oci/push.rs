//! Pushing manifests, which is when a chart comes into its repository.

use axum::http::{StatusCode, header};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::answer::{DIGEST, OciError, SUBJECT, empty};
use super::blobs::source_of;
use super::keys::{Keys, digest_text, is_tag, parse_digest, tag_of};
use super::manifest::{MAX_MANIFEST, Manifest};
use crate::catalog::NewPackage;
use crate::config::OverwriteRule;
use crate::http::{Answer, Call, OciRoute, Reference, set_header};
use crate::random::hex;
use crate::service::Service;
use crate::spool::Spooled;
use crate::storage::PutMode;

/// `PUT` of a manifest.
pub(super) async fn manifest(
    service: &Service,
    call: &mut Call,
    route: &OciRoute,
    reference: &Reference,
) -> Result<Answer, OciError> {
    let content = call.read(MAX_MANIFEST).await?;
    let digest: [u8; 32] = Sha256::digest(&content).into();
    let manifest = Manifest::parse(&content).map_err(OciError::ManifestInvalid)?;
    let tag = match reference {
        Reference::Digest(wanted) if parse_digest(wanted) == Some(digest) => None,
        Reference::Digest(_) => return Err(OciError::DigestInvalid),
        Reference::Tag(tag) if is_tag(tag) => Some(tag.as_str()),
        Reference::Tag(_) => return Err(OciError::ManifestInvalid("tag is not one".into())),
    };
    check_blobs(service, route, &manifest).await?;
    let keys = Keys::of(route);
    let mut tags: Vec<String> = tag.map(str::to_owned).into_iter().collect();
    if manifest.is_chart() {
        let version_tag = chart(service, call, route, (&manifest, digest, &content)).await?;
        if !tags.contains(&version_tag) {
            tags.push(version_tag);
        }
    } else {
        service
            .storage
            .write(&keys.manifest(&digest), content.clone())
            .await?;
    }
    if let Some(subject) = manifest
        .subject
        .as_ref()
        .and_then(|subject| parse_digest(&subject.digest))
    {
        let descriptor = descriptor(&manifest, &digest, content.len());
        service
            .storage
            .write(&keys.referrer(&subject, &digest), descriptor)
            .await?;
    }
    for tag in &tags {
        service
            .storage
            .write(&keys.tag(tag), hex(&digest).into())
            .await?;
    }
    let mut answer = empty(StatusCode::CREATED);
    let text = digest_text(&digest);
    let context = &service.config.context_path;
    set_header(
        &mut answer,
        header::LOCATION,
        &format!("{context}/v2/{}/manifests/{text}", route.name),
    );
    set_header(&mut answer, DIGEST, &text);
    if let Some(subject) = &manifest.subject {
        set_header(&mut answer, SUBJECT, &subject.digest);
    }
    Ok(answer)
}

/// What a manifest is made of has to be there before it.
async fn check_blobs(
    service: &Service,
    route: &OciRoute,
    manifest: &Manifest,
) -> Result<(), OciError> {
    for blob in manifest.blobs() {
        let unknown = || OciError::ManifestBlobUnknown(blob.digest.clone());
        let digest = parse_digest(&blob.digest).ok_or_else(unknown)?;
        source_of(service, &route.repo, &route.chart, &route.name, &digest)
            .await?
            .ok_or_else(unknown)?;
    }
    for part in &manifest.manifests {
        let unknown = || OciError::ManifestBlobUnknown(part.digest.clone());
        let digest = parse_digest(&part.digest).ok_or_else(unknown)?;
        service
            .storage
            .head(&Keys::of(route).manifest(&digest))
            .await?
            .ok_or_else(unknown)?;
    }
    Ok(())
}

/// Puts the chart of a manifest into its repository; answers with the tag of its version.
async fn chart(
    service: &Service,
    call: &Call,
    route: &OciRoute,
    (manifest, digest, content): (&Manifest, [u8; 32], &Bytes),
) -> Result<String, OciError> {
    let invalid = |text: &str| OciError::ManifestInvalid(text.into());
    let package_digest = manifest
        .package()
        .ok_or_else(|| invalid("it has no layer with a chart"))?;
    let repo = service.repo(&route.repo);
    repo.freshen().await?;
    let manifest_key = Keys::of(route).manifest(&digest);
    let known = repo
        .index()
        .versions(&route.chart)
        .find(|entry| entry.digest == package_digest)
        .cloned();
    if let Some(entry) = known {
        // The same package again, perhaps with other annotations, or tagged once more.
        service
            .storage
            .write(&manifest_key, content.clone())
            .await?;
        return Ok(tag_of(&entry.version));
    }
    let file = spooled_blob(service, route, &package_digest).await?;
    let package = service.inspector.spooled(&file).await?;
    if package.name != route.chart {
        let text = format!(
            "it holds chart {:?}, but is pushed as {:?}",
            package.name, route.chart
        );
        return Err(OciError::ManifestInvalid(text));
    }
    let tag = tag_of(&package.version);
    if !is_tag(&tag) {
        return Err(invalid("its version cannot be a tag"));
    }
    let provenance = match manifest.provenance() {
        Some(digest) => Some(spooled_blob(service, route, &digest).await?),
        None => None,
    };
    service
        .storage
        .write(&manifest_key, content.clone())
        .await?;
    let new = NewPackage {
        package,
        file,
        digest: package_digest,
        provenance,
    };
    let mode = match service.config.overwrite {
        OverwriteRule::Always => PutMode::Replace,
        OverwriteRule::Forced | OverwriteRule::Never => PutMode::Create,
    };
    service.add_version(&call.actor, &repo, new, mode).await?;
    // From now on the package itself is the blob.
    service
        .storage
        .delete(&Keys::of(route).blob(&package_digest))
        .await?;
    Ok(tag)
}

/// A blob as a file of the spool, which can be put in the place of a package.
async fn spooled_blob(
    service: &Service,
    route: &OciRoute,
    digest: &[u8; 32],
) -> Result<Spooled, OciError> {
    let limit = service.config.max_upload;
    let content = service
        .storage
        .read(&Keys::of(route).blob(digest), limit)
        .await?;
    let content = content.ok_or(OciError::BlobUnknown)?;
    let mut file = Spooled::create(service.storage.spool(), limit).await?;
    file.write(&content).await?;
    if file.finish().await? != *digest {
        return Err(OciError::DigestInvalid);
    }
    Ok(file)
}

/// What a list of referrers says of a manifest.
fn descriptor(manifest: &Manifest, digest: &[u8; 32], size: usize) -> Bytes {
    let mut descriptor = serde_json::json!({
        "mediaType": manifest.kind(),
        "digest": digest_text(digest),
        "size": size,
        "artifactType": manifest.artifact(),
    });
    if let Some(annotations) = &manifest.annotations {
        descriptor["annotations"] = annotations.clone();
    }
    descriptor.to_string().into()
}
