//! Manifests and what they point to, by the OCI image specification 1.1.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use steersman_names::Sha256;
use steersman_value::fmt::html_safe_json;

use crate::OciError;

/// Media types.
pub mod media_type {
    /// A manifest.
    pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
    /// A list of manifests.
    pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
    /// The configuration of a chart: its metadata as JSON.
    pub const CHART_CONFIG: &str = "application/vnd.cncf.helm.config.v1+json";
    /// The archive of a chart.
    pub const CHART: &str = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
    /// The archive of a chart in registries of long ago.
    pub const LEGACY_CHART: &str = "application/tar+gzip";
    /// The provenance file of a chart.
    pub const PROVENANCE: &str = "application/vnd.cncf.helm.chart.provenance.v1.prov";
    /// What manifests are asked for as.
    pub(crate) const ACCEPTED: &str = "application/vnd.docker.distribution.manifest.v2+json, \
        application/vnd.docker.distribution.manifest.list.v2+json, \
        application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, \
        application/vnd.oci.artifact.manifest.v1+json";
}

/// Points to content by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// What it is.
    #[serde(default)]
    pub media_type: String,
    /// Its digest, with the algorithm.
    pub digest: String,
    /// Its size in bytes.
    pub size: u64,
    /// Notes about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotations: Option<BTreeMap<String, String>>,
    /// What kind of artifact it is, in an index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
}

impl Descriptor {
    /// What points to these bytes.
    pub fn of(media_type: &str, content: &[u8]) -> Self {
        Self {
            media_type: media_type.into(),
            digest: Sha256::of(content).to_string(),
            size: content.len() as u64,
            annotations: None,
            artifact_type: None,
        }
    }

    /// Whether the content is what this points to.
    ///
    /// # Errors
    /// [`OciError::Digest`], or [`OciError::UnsupportedDigest`].
    pub fn check(&self, content: &[u8]) -> Result<(), OciError> {
        check_digest(&self.digest, content)
    }
}

/// Whether the content has this digest.
pub(crate) fn check_digest(digest: &str, content: &[u8]) -> Result<(), OciError> {
    if !digest.starts_with("sha256:") {
        return Err(OciError::UnsupportedDigest(digest.into()));
    }
    let found = Sha256::of(content).to_string();
    if found == digest {
        return Ok(());
    }
    Err(OciError::Digest {
        name: digest.into(),
        found,
    })
}

/// Describes an artifact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Always 2.
    pub schema_version: u32,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// What kind of artifact it describes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// The configuration.
    pub config: Descriptor,
    /// The parts.
    #[serde(default)]
    pub layers: Vec<Descriptor>,
    /// Notes about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotations: Option<BTreeMap<String, String>>,
}

impl Manifest {
    /// The manifest as it is pushed: as Go writes JSON.
    pub fn to_json(&self) -> Vec<u8> {
        let text = serde_json::to_string(self).expect("texts and numbers are always JSON");
        html_safe_json(&text).into_owned().into_bytes()
    }
}

/// A list of manifests.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Index {
    /// The manifests.
    #[serde(default)]
    pub manifests: Vec<Descriptor>,
}
