//! Charts of a bundle in a registry.

use steersman_oci::{Descriptor, Manifest, OciError, Reference, Registry, is_oci};

use super::target::{Place, State, Unpacked};
use crate::command::Flags;
use crate::context::Context;
use crate::error::CliError;
use crate::registry::{plain_registry_client, registry_error};

/// A path in a registry.
#[derive(Debug)]
pub(crate) struct RegistryFolder {
    path: String,
    registry: Registry,
}

impl RegistryFolder {
    pub(super) fn open(
        reference: &str,
        flags: &Flags,
        context: &Context<'_>,
    ) -> Result<Self, CliError> {
        if !is_oci(reference) {
            return Err(CliError::new(format!("{reference} is no registry"))
                .hint("give oci://REGISTRY/PATH, or --dir FOLDER, or --repo URL"));
        }
        Ok(Self {
            path: reference.trim_end_matches('/').into(),
            registry: plain_registry_client(flags, context)?,
        })
    }

    fn reference(&self, chart: &Unpacked) -> Result<Reference, CliError> {
        let (name, version) = (&chart.metadata.name, &chart.metadata.version);
        Reference::parse(&format!("{}/{name}:{version}", self.path))
            .map_err(|error| registry_error(&error))
    }

    /// A chart is the same when its archive is: who pushed it another way wrote another manifest around it.
    pub(super) fn state(&self, chart: &Unpacked) -> Result<State, CliError> {
        match self.registry.fetch_manifest(&self.reference(chart)?) {
            Ok((_, digest, _)) if digest == chart.chart.manifest.digest => Ok(State::Same),
            Ok((_, _, manifest)) => {
                let manifest = serde_json::from_slice::<Manifest>(&manifest);
                let layers = manifest.map(|manifest| manifest.layers).unwrap_or_default();
                let has_archive = |layer: &Descriptor| layer.digest == chart.chart.archive.digest;
                Ok(if layers.iter().any(has_archive) {
                    State::Same
                } else {
                    State::Other
                })
            }
            Err(OciError::NotFound(_)) => Ok(State::Absent),
            Err(error) => Err(registry_error(&error)),
        }
    }

    pub(super) fn put(&self, chart: &Unpacked, place: &Place<'_>) -> Result<(), CliError> {
        let content = |part: &Descriptor| -> Option<&[u8]> {
            let bundled = &chart.chart;
            if part.digest == bundled.config.digest {
                Some(place.config)
            } else if part.digest == bundled.archive.digest {
                Some(place.archive)
            } else if Some(&part.digest) == bundled.provenance.as_ref().map(|part| &part.digest) {
                place.provenance
            } else {
                None
            }
        };
        let parts: Option<Vec<_>> = chart
            .chart
            .parts
            .iter()
            .map(|part| content(part).map(|content| (part, content)))
            .collect();
        let parts = parts.ok_or_else(|| {
            CliError::new(format!(
                "{} has parts that charts do not have",
                chart.file_name
            ))
        })?;
        self.registry
            .push_manifest(&self.reference(chart)?, place.manifest, &parts)
            .map(drop)
            .map_err(|error| registry_error(&error))
    }
}
