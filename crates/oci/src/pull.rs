//! Fetching charts.

use std::panic::resume_unwind;
use std::thread;

use crate::error::Side;
use crate::{Descriptor, Index, Manifest, OciError, Reference, Registry, media_type};

/// How many manifests of an index are looked at.
const MAX_MANIFESTS: usize = 64;

/// What to fetch.
#[derive(Debug, Clone)]
pub struct PullRequest<'a> {
    /// The chart.
    pub reference: &'a Reference,
    /// Its provenance file as well, if there is one.
    pub provenance: bool,
}

/// A chart that was fetched.
#[derive(Debug, Clone)]
pub struct PulledChart {
    /// What it was asked by.
    pub reference: Reference,
    /// The digest of the manifest, or of the index that lists it.
    pub digest: String,
    /// What has this digest.
    pub manifest: Vec<u8>,
    /// The configuration: the metadata as JSON.
    pub config: Vec<u8>,
    /// The archive.
    pub archive: Vec<u8>,
    /// The provenance file.
    pub provenance: Option<Vec<u8>>,
    /// The archive is labelled as such archives were long ago.
    pub is_legacy: bool,
}

/// The parts of a chart.
#[derive(Default)]
struct Parts {
    count: usize,
    config: Option<Descriptor>,
    chart: Option<Descriptor>,
    provenance: Option<Descriptor>,
}

impl Registry {
    /// Fetches a chart, its parts side by side.
    ///
    /// # Errors
    /// [`OciError`]: it is not there, is no chart, or is not what its digests say.
    pub fn pull(&self, request: &PullRequest<'_>) -> Result<PulledChart, OciError> {
        let reference = request.reference;
        let during = |step| move |error: OciError| error.during(step, Side::Source);
        let (kind, digest, content) = self
            .fetch_manifest(reference)
            .map_err(during("FetchReference"))?;
        let mut parts = Parts::default();
        match &*kind {
            media_type::MANIFEST => parts.add(&read_json(reference, &content)?, &kind),
            media_type::INDEX => {
                parts.count += 1;
                let index: Index = read_json(reference, &content)?;
                for entry in index.manifests.iter().take(MAX_MANIFESTS) {
                    let entry = reference.with_digest(&entry.digest)?;
                    let (kind, _, content) =
                        self.fetch_manifest(&entry).map_err(during("Fetch"))?;
                    if kind == media_type::MANIFEST {
                        parts.add(&read_json(&entry, &content)?, &kind);
                    }
                }
            }
            _ => {}
        }
        let (config, chart) = parts.chart()?;
        let fetch = |descriptor: &Descriptor| {
            self.fetch_blob(reference, descriptor)
                .map_err(during("Fetch"))
        };
        let wanted = parts.provenance.filter(|_| request.provenance);
        let (config, archive, provenance) = thread::scope(|scope| {
            let config = scope.spawn(|| fetch(&config));
            let provenance = wanted
                .as_ref()
                .map(|provenance| scope.spawn(move || fetch(provenance)));
            let archive = fetch(&chart);
            let config = config.join().unwrap_or_else(|panic| resume_unwind(panic));
            let provenance = provenance
                .map(|fetched| fetched.join().unwrap_or_else(|panic| resume_unwind(panic)));
            (config, archive, provenance)
        });
        Ok(PulledChart {
            reference: reference.clone(),
            digest,
            manifest: content,
            config: config?,
            archive: archive?,
            provenance: provenance.transpose()?,
            is_legacy: chart.media_type == media_type::LEGACY_CHART,
        })
    }
}

impl Parts {
    fn add(&mut self, manifest: &Manifest, kind: &str) {
        self.count += usize::from(kind == media_type::MANIFEST);
        for descriptor in [&manifest.config].into_iter().chain(&manifest.layers) {
            let part = match &*descriptor.media_type {
                media_type::CHART_CONFIG => &mut self.config,
                media_type::CHART | media_type::LEGACY_CHART => &mut self.chart,
                media_type::PROVENANCE => {
                    self.provenance = Some(descriptor.clone());
                    continue;
                }
                _ => continue,
            };
            *part = Some(descriptor.clone());
            self.count += 1;
        }
    }

    fn chart(&self) -> Result<(Descriptor, Descriptor), OciError> {
        const LEAST: usize = 2;
        if self.count < LEAST {
            return Err(OciError::FewDescriptors {
                wanted: LEAST,
                found: self.count,
            });
        }
        let config = self.config.clone();
        let config = config.ok_or(OciError::NoConfig(media_type::CHART_CONFIG))?;
        let chart = self.chart.clone();
        let chart = chart.ok_or(OciError::NoLayer(media_type::CHART))?;
        Ok((config, chart))
    }
}

fn read_json<T: serde::de::DeserializeOwned>(
    reference: &Reference,
    content: &[u8],
) -> Result<T, OciError> {
    serde_json::from_slice(content).map_err(|error| {
        OciError::InvalidReference(format!("{reference} has no valid manifest: {error}"))
            .during("Successors", Side::Source)
    })
}
