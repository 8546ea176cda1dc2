//! Names and documents of the OCI image layout.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use steersman_oci::{Descriptor, media_type};

/// The file that says that this is a layout.
pub(crate) const MARK: &str = "oci-layout";
/// What is in that file.
pub(crate) const MARK_CONTENT: &[u8] = br#"{"imageLayoutVersion":"1.0.0"}"#;
/// The file that lists the manifests.
pub(crate) const INDEX: &str = "index.json";
/// The folder of what is addressed by digest.
pub(crate) const BLOBS: &str = "blobs/sha256/";
/// The annotation with the name of a manifest.
pub(crate) const NAME: &str = "org.opencontainers.image.ref.name";
/// What the list of a bundle is.
pub(crate) const LISTING: &str = "application/vnd.steersman.bundle.v1+json";
/// The name of the list.
pub(crate) const LISTING_NAME: &str = "bundle";
/// A configuration that says nothing.
pub(crate) const EMPTY: &str = "application/vnd.oci.empty.v1+json";
/// What is in it.
pub(crate) const EMPTY_CONTENT: &[u8] = b"{}";

/// The list of manifests.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LayoutIndex {
    pub(crate) schema_version: u32,
    #[serde(default)]
    pub(crate) media_type: String,
    #[serde(default)]
    pub(crate) manifests: Vec<Descriptor>,
}

impl LayoutIndex {
    pub(crate) fn new(manifests: Vec<Descriptor>) -> Self {
        Self {
            schema_version: 2,
            media_type: media_type::INDEX.into(),
            manifests,
        }
    }
}

/// What points to a manifest, under a name.
pub(crate) fn named(manifest: &[u8], name: &str, artifact_type: Option<&str>) -> Descriptor {
    Descriptor {
        annotations: Some(BTreeMap::from([(NAME.to_owned(), name.to_owned())])),
        artifact_type: artifact_type.map(str::to_owned),
        ..Descriptor::of(media_type::MANIFEST, manifest)
    }
}

/// The name of a chart in the index: other programs take it for a tag, which cannot have a `+`.
pub(crate) fn chart_name(name: &str, version: &str) -> String {
    format!("{name}-{}", version.replace('+', "_"))
}
