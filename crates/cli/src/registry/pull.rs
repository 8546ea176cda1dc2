//! Fetching charts from registries.

use std::path::PathBuf;

use steersman_names::Sha256;
use steersman_oci::{OciError, PullRequest, PulledChart, Registry, Resolved, media_type};
use steersman_repo::{ContentCache, Kind};

use crate::command::Flags;
use crate::context::Context;
use crate::error::CliError;
use crate::provenance::{Candidate, verify_candidate};
use crate::settings::Settings;
use crate::sources::wanted_version;

use super::client::{registry_client, registry_error};
use super::signature::{TrustedKeys, signature_text};

const UNDERSCORE: &str = "
OCI artifact references (e.g. tags) do not support the plus sign (+). To support
storing semantic versions, Helm adopts the convention of changing plus (+) to
an underscore (_) in chart version tags when pushing to a registry and back to
a plus (+) when pulling from a registry.
";

/// A chart that is to come from a registry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RegistryRequest<'a> {
    /// The reference.
    pub(crate) reference: &'a str,
    /// The version or constraint, or nothing.
    pub(crate) version: &'a str,
    /// The provenance file as well.
    pub(crate) provenance: bool,
    /// The keys of which one has to have signed it.
    pub(crate) keys: Option<&'a TrustedKeys>,
}

/// A chart that came from a registry.
pub(crate) struct RegistryChart {
    /// The name of the archive's file.
    pub(crate) file_name: String,
    /// The archive.
    pub(crate) archive: Vec<u8>,
    /// The provenance file, or why there is none; only when it was wanted.
    pub(crate) provenance: Option<Result<Vec<u8>, OciError>>,
    /// The reference it was fetched by, for messages.
    pub(crate) url: String,
    /// What there is to say about it.
    pub(crate) messages: String,
    /// What there is to say about its signature, when keys were given.
    pub(crate) signature: String,
}

/// Fetches the chart that is asked for, and checks that it is signed where keys are given.
///
/// # Errors
/// Why it cannot be had, or is not to be trusted.
pub(crate) fn fetch_from_registry(
    request: &RegistryRequest<'_>,
    registry: &Registry,
) -> Result<RegistryChart, CliError> {
    let RegistryRequest {
        reference,
        version,
        provenance,
        keys,
    } = *request;
    let failed = |error: OciError| registry_error(&error);
    let Resolved {
        reference,
        file_name,
    } = registry.resolve(reference, version).map_err(failed)?;
    let request = PullRequest {
        reference: &reference,
        provenance,
    };
    let chart = registry.pull(&request).map_err(failed)?;
    let signature = match keys {
        Some(keys) => signature_text(&keys.check(&chart, registry)?, &chart),
        None => String::new(),
    };
    let mut messages = pulled(&chart);
    let found = provenance.then(|| {
        let missing = || OciError::NoLayer(media_type::PROVENANCE);
        chart.provenance.clone().ok_or_else(missing)
    });
    if matches!(found, Some(Ok(_))) {
        // Helm fetches it on its own, and says so.
        messages.push_str(&pulled(&chart));
    }
    Ok(RegistryChart {
        file_name,
        url: format!("oci://{reference}"),
        archive: chart.archive,
        provenance: found,
        messages,
        signature,
    })
}

/// What Helm says of a pulled chart.
fn pulled(chart: &PulledChart) -> String {
    let PulledChart {
        reference, digest, ..
    } = chart;
    let mut text = String::new();
    if chart.is_legacy {
        text = format!(
            "Warning: chart media type {} is deprecated\n",
            media_type::LEGACY_CHART
        );
    }
    let note = underscore_note(&reference.to_string());
    format!("{text}Pulled: {reference}\nDigest: {digest}\n{note}")
}

/// What Helm says of references with an underscore.
pub(crate) fn underscore_note(reference: &str) -> String {
    if reference.contains('_') {
        format!("{reference} contains an underscore.\n{UNDERSCORE}")
    } else {
        String::new()
    }
}

/// Brings the chart that a reference means into the content cache.
///
/// # Errors
/// Why it cannot be had or verified.
pub(crate) fn locate_in_registry(
    reference: &str,
    flags: &Flags,
    context: &mut Context<'_>,
) -> Result<PathBuf, CliError> {
    let keys = TrustedKeys::of(flags)?;
    let registry = registry_client(flags, context)?;
    let verify = flags.switch("verify");
    let request = RegistryRequest {
        reference,
        version: wanted_version(flags),
        provenance: verify,
        keys: keys.as_ref(),
    };
    let chart = fetch_from_registry(&request, &registry)?;
    context.printer.talk(&chart.signature);
    // Helm says it where the command prints its own: data for those that change a release.
    if flags.knows("output") && flags.knows("wait") {
        context.printer.data(&chart.messages)?;
    } else {
        context.printer.talk(&chart.messages);
    }
    let cache = ContentCache::new(&context.settings.content_cache);
    let digest = Sha256::of(&chart.archive);
    let put = |kind, bytes: &[u8]| {
        let path = cache.put(&digest, kind, bytes);
        path.map_err(|error| CliError::from_error(&error))
    };
    let path = put(Kind::Chart, &chart.archive)?;
    if verify {
        let provenance = chart.provenance.and_then(Result::ok).ok_or_else(|| {
            CliError::new(format!("failed to fetch provenance \"{}.prov\"", chart.url))
        })?;
        verify_candidate(&Candidate {
            archive: &chart.archive,
            provenance: &provenance,
            file_name: &chart.file_name,
            keyring: &keyring(flags, context.settings),
        })?;
        put(Kind::Provenance, &provenance)?;
    }
    Ok(std::path::absolute(path)?)
}

/// The keyring that `--keyring` names.
fn keyring(flags: &Flags, settings: &Settings) -> String {
    flags.text_or_default("keyring", settings)
}
