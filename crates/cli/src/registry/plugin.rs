//! Fetching plugins from registries.

use steersman_oci::{Descriptor, Manifest, OciError, Reference, Registry, Side};

use super::client::registry_error;
use crate::error::CliError;

/// What manifests of plugins say they are.
const PLUGIN: &str = "application/vnd.helm.plugin.v1+json";

/// The annotation with the name of a layer's file.
const TITLE: &str = "org.opencontainers.image.title";

/// A plugin that came from a registry.
#[derive(Clone, Debug)]
pub(crate) struct RegistryPlugin {
    /// The archive.
    pub(crate) archive: Vec<u8>,
    /// The signature, nothing where there is none.
    pub(crate) provenance: Vec<u8>,
}

/// Fetches the plugin that a reference means; `name` is what its archive's name begins with.
///
/// # Errors
/// Why it cannot be had.
pub(crate) fn fetch_plugin(
    reference: &str,
    name: &str,
    registry: &Registry,
) -> Result<RegistryPlugin, CliError> {
    let failed = |error: OciError| registry_error(&error);
    let reference = Reference::parse(reference).map_err(failed)?;
    if reference.tag().is_none() && reference.digest().is_none() {
        return Err(CliError::new(
            "failed to perform \"FetchReference\" on source: invalid reference",
        )
        .hint("the reference of a plugin ends with a tag: `:VERSION`"));
    }
    let (_, _, content) = registry.fetch_manifest(&reference).map_err(|error| {
        failed(OciError::Transfer {
            step: "FetchReference",
            side: Side::Source,
            cause: Box::new(error),
        })
    })?;
    let manifest: Manifest = serde_json::from_slice(&content)
        .map_err(|error| CliError::new(format!("unable to parse manifest: {error}")))?;
    check_kind(&manifest).map_err(CliError::new)?;
    let layer = |ending: &str| -> Option<&Descriptor> {
        manifest.layers.iter().find_map(|layer| {
            let title = layer.annotations.as_ref()?.get(TITLE)?;
            let rest = title.strip_prefix(name)?.strip_prefix('-')?;
            rest.ends_with(ending).then_some(layer)
        })
    };
    let archive = layer(".tgz").ok_or_else(|| {
        CliError::new(format!(
            "required layer matching pattern {name}-VERSION.tgz not found in manifest"
        ))
    })?;
    let provenance = layer(".tgz.prov");
    let archive = registry.fetch_blob(&reference, archive).map_err(failed)?;
    let provenance = match provenance {
        None => Vec::new(),
        Some(layer) => registry.fetch_blob(&reference, layer).map_err(failed)?,
    };
    Ok(RegistryPlugin {
        archive,
        provenance,
    })
}

fn check_kind(manifest: &Manifest) -> Result<(), String> {
    match manifest.artifact_type.as_deref().unwrap_or_default() {
        PLUGIN => Ok(()),
        "" if manifest.config.media_type == PLUGIN => Ok(()),
        "" => Err(format!(
            "expected config media type {PLUGIN} for legacy compatibility, got {}",
            manifest.config.media_type
        )),
        other => Err(format!("expected artifact type {PLUGIN}, got {other}")),
    }
}
