//! Manifests of packages that were not pushed as artifacts.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Map, Value, json as value};
use sha2::{Digest as _, Sha256};

use super::answer::OciError;
use super::keys::{Keys, digest_text, tag_of};
use super::manifest::{CHART_CONFIG, CHART_LAYER, MANIFEST, Manifest, PROVENANCE_LAYER};
use super::pull::Found;
use crate::catalog::{Entry, Repo};
use crate::http::OciRoute;
use crate::provenance::MAX_PROVENANCE;
use crate::random::hex;
use crate::service::Service;
use crate::storage::StorageError;

/// Versions that are looked at for a digest that nobody keeps, the highest.
const MAX_LOOKS: usize = 512;

/// A manifest, and the blobs that only it has.
#[derive(Debug)]
struct Made {
    found: Found,
    config: ([u8; 32], Bytes),
    provenance: Option<([u8; 32], Bytes)>,
}

/// A blob that follows from a version and was not kept.
#[derive(Debug)]
pub(super) enum Derived {
    /// The configuration: `Chart.yaml` as JSON.
    Config(Bytes),
    /// The provenance file at that key.
    Provenance(String),
}

/// Makes the manifest of a version and keeps it, so that its digest stays. A storage that takes nothing does not keep
/// anybody from reading: what follows from the package is made again for whoever asks for it.
pub(super) async fn make(
    service: &Service,
    route: &OciRoute,
    repo: &Repo,
    entry: &Entry,
) -> Result<Found, OciError> {
    let made = assemble(service, repo, entry).await?;
    if !service.config.read_only
        && let Err(error) = keep(service, &Keys::of(route), &made, entry).await
    {
        service.note_unkept(&error);
    }
    Ok(made.found)
}

/// The manifest of a version, from nothing but the version. The same version has the same bytes.
async fn assemble(service: &Service, repo: &Repo, entry: &Entry) -> Result<Made, OciError> {
    let config = Bytes::copy_from_slice(entry.metadata.as_bytes());
    let config_digest: [u8; 32] = Sha256::digest(&config).into();
    let mut layers = vec![value!({
        "mediaType": CHART_LAYER,
        "digest": digest_text(&entry.digest),
        "size": entry.size,
    })];
    let provenance = provenance_of(service, repo, entry).await?;
    if let Some((digest, provenance)) = &provenance {
        layers.push(value!({
            "mediaType": PROVENANCE_LAYER,
            "digest": digest_text(digest),
            "size": provenance.len(),
        }));
    }
    let manifest = value!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": {
            "mediaType": CHART_CONFIG,
            "digest": digest_text(&config_digest),
            "size": config.len(),
        },
        "layers": layers,
        "annotations": annotations(entry),
    });
    let content = Bytes::from(manifest.to_string());
    let digest: [u8; 32] = Sha256::digest(&content).into();
    let manifest = Manifest::parse(&content).map_err(OciError::ManifestInvalid)?;
    Ok(Made {
        found: Found {
            content,
            digest,
            manifest,
        },
        config: (config_digest, config),
        provenance,
    })
}

async fn provenance_of(
    service: &Service,
    repo: &Repo,
    entry: &Entry,
) -> Result<Option<([u8; 32], Bytes)>, StorageError> {
    let key = provenance_key(repo, entry);
    let content = service.storage.read(&key, MAX_PROVENANCE).await?;
    Ok(content.map(|content| (Sha256::digest(&content).into(), content)))
}

fn provenance_key(repo: &Repo, entry: &Entry) -> String {
    repo.path.key(&format!("{}.prov", entry.file))
}

/// Writes what was made: the blobs first, the tag last.
async fn keep(
    service: &Service,
    keys: &Keys,
    made: &Made,
    entry: &Entry,
) -> Result<(), StorageError> {
    let storage = &*service.storage;
    for (digest, content) in made.provenance.iter().chain([&made.config]) {
        storage.write(&keys.blob(digest), content.clone()).await?;
    }
    let Found {
        content, digest, ..
    } = &made.found;
    let key = keys.manifest(digest);
    storage.write(&key, content.clone()).await?;
    let tag = keys.tag(&tag_of(&entry.version));
    storage.write(&tag, hex(digest).into()).await
}

/// The manifest of a digest, of a version whose manifest could not be kept.
pub(super) async fn find_unkept(
    service: &Service,
    route: &OciRoute,
    repo: &Repo,
    digest: &[u8; 32],
) -> Result<Option<Found>, OciError> {
    for entry in unkept_versions(service, repo, &route.chart) {
        let made = assemble(service, repo, &entry).await?;
        if made.found.digest == *digest {
            return Ok(Some(made.found));
        }
    }
    Ok(None)
}

/// The blob of a digest, of a version whose blobs could not be kept.
pub(super) async fn find_derived(
    service: &Service,
    chart: &str,
    repo: &Repo,
    digest: &[u8; 32],
) -> Result<Option<Derived>, OciError> {
    for entry in unkept_versions(service, repo, chart) {
        if <[u8; 32]>::from(Sha256::digest(entry.metadata.as_bytes())) == *digest {
            let config = Bytes::copy_from_slice(entry.metadata.as_bytes());
            return Ok(Some(Derived::Config(config)));
        }
        let provenance = provenance_of(service, repo, &entry).await?;
        if provenance.is_some_and(|(found, _)| found == *digest) {
            return Ok(Some(Derived::Provenance(provenance_key(repo, &entry))));
        }
    }
    Ok(None)
}

/// The versions whose manifests may not be among those that are kept. A bucket is asked for each of them, so it is only
/// when it has refused something.
fn unkept_versions(service: &Service, repo: &Repo, chart: &str) -> Vec<Arc<Entry>> {
    if service.storage.shared().is_some() && !service.has_unkept() {
        return Vec::new();
    }
    let index = repo.index();
    let here = index.versions(chart).filter(|entry| entry.origin.is_none());
    here.take(MAX_LOOKS).cloned().collect()
}

/// What Helm writes about a chart that it pushes.
fn annotations(entry: &Entry) -> Value {
    let metadata: Value = serde_json::from_str(&entry.metadata).unwrap_or_default();
    let mut all = Map::new();
    let mut put = |name: &str, text: &str| {
        if !text.is_empty() {
            all.insert(format!("org.opencontainers.image.{name}"), text.into());
        }
    };
    put("title", &entry.name);
    put("version", &entry.version);
    put("created", &entry.created.to_rfc3339());
    let text = |name: &str| {
        metadata
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    put("description", text("description"));
    put("url", text("home"));
    Value::Object(all)
}
