use std::collections::BTreeSet;
use std::io::Write;

use steersman_chart::{Metadata, metadata_json};
use steersman_oci::{Descriptor, Manifest, chart_annotations, media_type};

use crate::layout::{
    BLOBS, EMPTY, EMPTY_CONTENT, INDEX, LISTING, LISTING_NAME, LayoutIndex, MARK, MARK_CONTENT,
    chart_name, named,
};
use crate::{BundleError, ListedChart, Listing};

/// A chart that goes into a bundle.
#[derive(Clone, Debug)]
pub struct BundleChart<'a> {
    /// What its `Chart.yaml` says.
    pub metadata: &'a Metadata,
    /// Its archive.
    pub archive: &'a [u8],
    /// Its provenance file.
    pub provenance: Option<&'a [u8]>,
    /// Manifest and configuration as a registry has them, so that the digest of the chart stays what it is there.
    /// Ones that speak of other content than the archive and the provenance file are not used.
    pub registry: Option<(&'a [u8], &'a [u8])>,
    /// Where it came from, without anything secret.
    pub source: &'a str,
    /// The charts that depend on it.
    pub needed_by: Vec<String>,
}

impl<'a> BundleChart<'a> {
    /// A chart of which nothing else is known.
    pub fn new(metadata: &'a Metadata, archive: &'a [u8]) -> Self {
        Self {
            metadata,
            archive,
            provenance: None,
            registry: None,
            source: "",
            needed_by: Vec::new(),
        }
    }

    fn layers(&self) -> Vec<(Descriptor, &'a [u8])> {
        let mut layers = vec![(
            Descriptor::of(media_type::CHART, self.archive),
            self.archive,
        )];
        if let Some(provenance) = self.provenance {
            let descriptor = Descriptor::of(media_type::PROVENANCE, provenance);
            layers.push((descriptor, provenance));
        }
        layers.sort_by(|(left, _), (right, _)| left.digest.cmp(&right.digest));
        layers
    }

    /// Manifest and configuration: those of the registry when they fit, or the ones that Helm would push.
    fn manifest(&self, layers: &[(Descriptor, &[u8])]) -> (Vec<u8>, Vec<u8>) {
        if let Some((manifest, config)) = self.registry
            && fits(manifest, config, layers)
        {
            return (manifest.to_vec(), config.to_vec());
        }
        let config = metadata_json(self.metadata);
        let annotations = chart_annotations(self.metadata, "");
        let manifest = Manifest {
            schema_version: 2,
            media_type: None,
            artifact_type: None,
            config: Descriptor::of(media_type::CHART_CONFIG, &config),
            layers: layers.iter().map(|(layer, _)| layer.clone()).collect(),
            annotations: (!annotations.is_empty()).then_some(annotations),
        };
        (manifest.to_json(), config)
    }
}

/// Whether a manifest has this configuration and these parts and no others.
fn fits(manifest: &[u8], config: &[u8], layers: &[(Descriptor, &[u8])]) -> bool {
    let Ok(manifest) = serde_json::from_slice::<Manifest>(manifest) else {
        return false;
    };
    let is_known =
        |layer: &Descriptor| layers.iter().any(|(known, _)| known.digest == layer.digest);
    manifest.config.media_type == media_type::CHART_CONFIG
        && manifest.config.check(config).is_ok()
        && manifest.layers.len() == layers.len()
        && manifest.layers.iter().all(is_known)
}

/// Writes a bundle, one chart after another.
pub struct BundleWriter<W: Write> {
    tar: tar::Builder<W>,
    written: BTreeSet<String>,
    manifests: Vec<Descriptor>,
    listing: Listing,
}

impl<W: Write> std::fmt::Debug for BundleWriter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BundleWriter")
            .field("listing", &self.listing)
            .finish_non_exhaustive()
    }
}

impl<W: Write> BundleWriter<W> {
    /// Begins a bundle.
    ///
    /// # Errors
    /// [`BundleError::Write`]
    pub fn new(out: W) -> Result<Self, BundleError> {
        let mut writer = Self {
            tar: tar::Builder::new(out),
            written: BTreeSet::new(),
            manifests: Vec::new(),
            listing: Listing::default(),
        };
        writer.file(MARK, MARK_CONTENT)?;
        Ok(writer)
    }

    /// Adds a chart.
    ///
    /// # Errors
    /// [`BundleError::Write`]
    pub fn add(&mut self, chart: &BundleChart<'_>) -> Result<(), BundleError> {
        let layers = chart.layers();
        let (manifest, config) = chart.manifest(&layers);
        self.blob(&config)?;
        for (_, content) in &layers {
            self.blob(content)?;
        }
        self.blob(&manifest)?;
        let (name, version) = (&chart.metadata.name, &chart.metadata.version);
        self.manifests
            .push(named(&manifest, &chart_name(name, version), None));
        let digest = |content| Descriptor::of("", content).digest;
        self.listing.charts.push(ListedChart {
            name: name.clone(),
            version: version.clone(),
            digest: digest(chart.archive),
            provenance: chart.provenance.map(digest).unwrap_or_default(),
            source: chart.source.into(),
            needed_by: chart.needed_by.clone(),
        });
        Ok(())
    }

    /// Ends the bundle, with the images that its charts would run.
    ///
    /// # Errors
    /// [`BundleError::Write`]
    pub fn finish(mut self, images: &[String]) -> Result<W, BundleError> {
        self.listing.images = images.to_vec();
        let listing = json(&self.listing);
        let manifest = Manifest {
            schema_version: 2,
            media_type: Some(media_type::MANIFEST.into()),
            artifact_type: Some(LISTING.into()),
            config: Descriptor::of(EMPTY, EMPTY_CONTENT),
            layers: vec![Descriptor::of(LISTING, &listing)],
            annotations: None,
        }
        .to_json();
        for content in [EMPTY_CONTENT, &listing, &manifest] {
            self.blob(content)?;
        }
        let mut manifests = std::mem::take(&mut self.manifests);
        manifests.push(named(&manifest, LISTING_NAME, Some(LISTING)));
        self.file(INDEX, &json(&LayoutIndex::new(manifests)))?;
        self.tar.into_inner().map_err(BundleError::Write)
    }

    fn blob(&mut self, content: &[u8]) -> Result<(), BundleError> {
        let digest = Descriptor::of("", content).digest;
        if !self.written.insert(digest.clone()) {
            return Ok(());
        }
        let digits = digest.split_once(':').map_or("", |(_, digits)| digits);
        self.file(&format!("{BLOBS}{digits}"), content)
    }

    /// A file without anything that differs from run to run.
    fn file(&mut self, path: &str, content: &[u8]) -> Result<(), BundleError> {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        self.tar
            .append_data(&mut header, path, content)
            .map_err(BundleError::Write)
    }
}

fn json<T: serde::Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("texts and numbers are always JSON")
}
