//! What a registry offers.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;
use steersman_oci::{Manifest, Reference, Registry, media_type};

use super::error::MirrorError;
use super::offer::{Offer, time_of};
use super::source::Mirror;
use crate::catalog::Entry;
use crate::names::FileName;
use crate::random::digest_of_hex;

/// Versions of one chart that are looked at.
const MAX_TAGS: usize = 10_000;

/// Entries that are known already, by chart and version.
pub(super) type Known = HashMap<(Arc<str>, Box<str>), Arc<Entry>>;

impl Mirror {
    /// Reads the tags of the charts; for those that are new, their manifests and configurations. It may take long: not
    /// for threads that answer.
    pub(super) fn offer_of_registry(
        &self,
        registry: &Registry,
        base: &str,
        known: &Known,
    ) -> Result<Offer, MirrorError> {
        let mut offer = Offer::default();
        for chart in &self.source.charts {
            let name: Arc<str> = chart.as_str().into();
            let repository = Reference::parse(&format!("{base}/{name}"))?;
            let versions = registry.versions(&repository)?;
            let wanted = versions.into_iter().take(MAX_TAGS);
            for version in wanted.filter(|version| self.wants(&name, version)) {
                let key = (Arc::clone(&name), version.as_str().into());
                let entry = match known.get(&key) {
                    Some(entry) => Some(Entry::clone(entry)),
                    None => entry_of(registry, &repository, &name, &version)?,
                };
                offer.left_out += usize::from(entry.is_none());
                // What is here already needs no offer.
                offer
                    .entries
                    .extend(entry.filter(|entry| entry.origin.is_some()));
            }
        }
        Ok(offer)
    }
}

/// The entry of a tag; `None` when it is no chart of that name and version.
fn entry_of(
    registry: &Registry,
    repository: &Reference,
    name: &Arc<str>,
    version: &str,
) -> Result<Option<Entry>, MirrorError> {
    let reference = repository.with_tag(version)?;
    let (_, _, content) = registry.fetch_manifest(&reference)?;
    let Ok(manifest) = serde_json::from_slice::<Manifest>(&content) else {
        return Ok(None);
    };
    let mut layers = manifest.layers.iter();
    let layer = layers.find(|layer| layer.media_type == media_type::CHART);
    let digest = layer.and_then(|layer| digest_of_hex(layer.digest.strip_prefix("sha256:")?));
    let (Some(layer), Some(digest)) = (layer, digest) else {
        return Ok(None);
    };
    if manifest.config.media_type != media_type::CHART_CONFIG {
        return Ok(None);
    }
    let config = registry.fetch_blob(&reference, &manifest.config)?;
    let Ok(metadata) = serde_json::from_slice::<Value>(&config) else {
        return Ok(None);
    };
    let is_it = metadata["name"] == **name && metadata["version"] == version;
    let Ok(file) = FileName::of_package(name, version) else {
        return Ok(None);
    };
    let annotations: Value = serde_json::from_slice(&content).unwrap_or_default();
    let created = &annotations["annotations"]["org.opencontainers.image.created"];
    Ok(is_it.then(|| Entry {
        name: Arc::clone(name),
        version: version.into(),
        file: file.as_str().into(),
        size: layer.size,
        created: time_of(created.as_str().unwrap_or_default()),
        digest,
        metadata: metadata.to_string().into(),
        origin: Some(format!("oci://{reference}").into()),
    }))
}
