//! Manifests of packages that were not pushed as artifacts.

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

/// Makes the manifest of a version and keeps it, so that its digest stays.
pub(super) async fn make(
    service: &Service,
    route: &OciRoute,
    repo: &Repo,
    entry: &Entry,
) -> Result<Found, OciError> {
    let keys = Keys::of(route);
    let storage = &*service.storage;
    let config = Bytes::copy_from_slice(entry.metadata.as_bytes());
    let config_digest: [u8; 32] = Sha256::digest(&config).into();
    let mut layers = vec![value!({
        "mediaType": CHART_LAYER,
        "digest": digest_text(&entry.digest),
        "size": entry.size,
    })];
    let provenance = storage
        .read(
            &repo.path.key(&format!("{}.prov", entry.file)),
            MAX_PROVENANCE,
        )
        .await?;
    if let Some(provenance) = provenance {
        let digest: [u8; 32] = Sha256::digest(&provenance).into();
        layers.push(value!({
            "mediaType": PROVENANCE_LAYER,
            "digest": digest_text(&digest),
            "size": provenance.len(),
        }));
        storage.write(&keys.blob(&digest), provenance).await?;
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
    let parsed = Manifest::parse(&content).map_err(OciError::ManifestInvalid)?;
    storage.write(&keys.blob(&config_digest), config).await?;
    storage
        .write(&keys.manifest(&digest), content.clone())
        .await?;
    storage
        .write(&keys.tag(&tag_of(&entry.version)), hex(&digest).into())
        .await?;
    Ok(Found {
        content,
        digest,
        manifest: parsed,
    })
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
