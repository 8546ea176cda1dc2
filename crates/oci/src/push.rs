//! Bringing charts and other artifacts into a registry.

use std::collections::BTreeMap;

use steersman_chart::{Metadata, metadata_json};

use crate::annotations::chart_annotations;
use crate::error::Side;
use crate::{Descriptor, Manifest, OciError, Reference, Registry, media_type};

/// A chart to push.
#[derive(Debug, Clone)]
pub struct ChartPush<'a> {
    /// Where to: its name and tag have to be those of the chart.
    pub reference: &'a str,
    /// The metadata in the archive.
    pub metadata: &'a Metadata,
    /// The archive.
    pub archive: &'a [u8],
    /// The provenance file.
    pub provenance: Option<&'a [u8]>,
    /// When the archive was made, in RFC 3339.
    pub created: &'a str,
}

/// An artifact to push.
#[derive(Debug, Clone)]
pub struct Artifact<'a> {
    /// Its kind, when the configuration does not say it.
    pub artifact_type: Option<&'a str>,
    /// Media type and content of the configuration.
    pub config: (&'a str, &'a [u8]),
    /// Media types and contents of its parts, with notes about them.
    pub layers: Vec<(Descriptor, &'a [u8])>,
    /// Notes about it.
    pub annotations: BTreeMap<String, String>,
}

/// An artifact that was pushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// Where it is.
    pub reference: Reference,
    /// The digest of its manifest.
    pub digest: String,
}

impl Registry {
    /// Pushes a chart in Helm's form.
    ///
    /// # Errors
    /// [`OciError`].
    pub fn push(&self, push: &ChartPush<'_>) -> Result<Pushed, OciError> {
        let reference = Reference::parse(push.reference)?;
        let (name, version) = (&push.metadata.name, &push.metadata.version);
        if !push.reference.ends_with(&format!("/{name}:{version}")) {
            return Err(OciError::NotStrict);
        }
        let config = metadata_json(push.metadata);
        let mut layers = vec![(
            Descriptor::of(media_type::CHART, push.archive),
            push.archive,
        )];
        if let Some(provenance) = push.provenance {
            let descriptor = Descriptor::of(media_type::PROVENANCE, provenance);
            layers.push((descriptor, provenance));
        }
        layers.sort_by(|(left, _), (right, _)| left.digest.cmp(&right.digest));
        let artifact = Artifact {
            artifact_type: None,
            config: (media_type::CHART_CONFIG, &config[..]),
            layers,
            annotations: chart_annotations(push.metadata, push.created),
        };
        self.push_artifact(&reference, &artifact)
    }

    /// Pushes an artifact: what the registry does not have yet, then the manifest.
    ///
    /// # Errors
    /// [`OciError`].
    pub fn push_artifact(
        &self,
        reference: &Reference,
        artifact: &Artifact<'_>,
    ) -> Result<Pushed, OciError> {
        let (config_type, config) = artifact.config;
        let config_descriptor = Descriptor::of(config_type, config);
        let annotations = artifact.annotations.clone();
        let layers = artifact.layers.iter();
        let manifest = Manifest {
            schema_version: 2,
            media_type: None,
            artifact_type: artifact.artifact_type.map(str::to_owned),
            config: config_descriptor.clone(),
            layers: layers.map(|(descriptor, _)| descriptor.clone()).collect(),
            annotations: (!annotations.is_empty()).then_some(annotations),
        };
        let content = manifest.to_json();
        let parts = [(&config_descriptor, config)].into_iter();
        let layers = artifact.layers.iter();
        let layers = layers.map(|(descriptor, content)| (descriptor, *content));
        let parts: Vec<_> = parts.chain(layers).collect();
        self.push_manifest(reference, &content, &parts)
    }

    /// Pushes a manifest as it is, after those of its parts that the registry does not have yet.
    ///
    /// # Errors
    /// [`OciError`].
    pub fn push_manifest(
        &self,
        reference: &Reference,
        content: &[u8],
        parts: &[(&Descriptor, &[u8])],
    ) -> Result<Pushed, OciError> {
        let descriptor = Descriptor::of(media_type::MANIFEST, content);
        let during = |step| move |error: OciError| error.during(step, Side::Destination);
        let has_it = self
            .has_manifest(reference, &descriptor)
            .map_err(during("Exists"))?;
        if !has_it {
            for (part, content) in parts {
                if !self.has_blob(reference, part).map_err(during("Exists"))? {
                    self.upload(reference, part, content)
                        .map_err(during("Push"))?;
                }
            }
        }
        let step = if has_it { "Tag" } else { "PushReference" };
        self.put_manifest(reference, &descriptor, content)
            .map_err(during(step))?;
        Ok(Pushed {
            reference: reference.clone(),
            digest: descriptor.digest,
        })
    }
}
