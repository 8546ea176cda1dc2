//! What manifests say.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::keys::parse_digest;

/// The type of the configuration of a chart.
pub(super) const CHART_CONFIG: &str = "application/vnd.cncf.helm.config.v1+json";
/// The type of a package.
pub(super) const CHART_LAYER: &str = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
/// The type of a provenance file.
pub(super) const PROVENANCE_LAYER: &str = "application/vnd.cncf.helm.chart.provenance.v1.prov";
/// The type of a manifest.
pub(super) const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// The type of a list of manifests.
pub(super) const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// The largest manifest.
pub(super) const MAX_MANIFEST: usize = 4 * 1024 * 1024;

/// What a manifest says of something: its type, digest and size.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Descriptor {
    pub(super) media_type: String,
    pub(super) digest: String,
    pub(super) size: u64,
}

/// The parts of a manifest that the registry looks at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Manifest {
    pub(super) media_type: String,
    pub(super) artifact_type: String,
    pub(super) config: Option<Descriptor>,
    pub(super) layers: Vec<Descriptor>,
    pub(super) manifests: Vec<Descriptor>,
    pub(super) subject: Option<Descriptor>,
    pub(super) annotations: Option<Value>,
}

impl Manifest {
    /// Reads a manifest.
    pub(super) fn parse(content: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(content).map_err(|error| error.to_string())
    }

    /// Its type.
    pub(super) fn kind(&self) -> &str {
        match &*self.media_type {
            "" if self.config.is_none() && !self.manifests.is_empty() => INDEX,
            "" => MANIFEST,
            kind => kind,
        }
    }

    /// The type of the artifact, as lists of referrers tell it.
    pub(super) fn artifact(&self) -> &str {
        let config = self.config.as_ref().map_or("", |config| &config.media_type);
        if self.artifact_type.is_empty() {
            config
        } else {
            &self.artifact_type
        }
    }

    /// Whether it is that of a chart.
    pub(super) fn is_chart(&self) -> bool {
        self.config
            .as_ref()
            .is_some_and(|config| config.media_type == CHART_CONFIG)
    }

    /// The digest of its package.
    pub(super) fn package(&self) -> Option<[u8; 32]> {
        self.layer(CHART_LAYER)
    }

    /// The digest of its provenance file.
    pub(super) fn provenance(&self) -> Option<[u8; 32]> {
        self.layer(PROVENANCE_LAYER)
    }

    fn layer(&self, kind: &str) -> Option<[u8; 32]> {
        let layer = self.layers.iter().find(|layer| layer.media_type == kind)?;
        parse_digest(&layer.digest)
    }

    /// Configuration and layers.
    pub(super) fn blobs(&self) -> impl Iterator<Item = &Descriptor> {
        self.config.iter().chain(&self.layers)
    }
}
