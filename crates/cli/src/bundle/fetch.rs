//! Getting the charts of a bundle.

use std::path::Path;

use steersman_chart::archive::Limits;
use steersman_chart::pack::pack_archive;
use steersman_names::Sha256;
use steersman_net::SafeUrl;
use steersman_oci::{OciError, PullRequest, Registry, is_oci};
use steersman_ops::package::{PackageRequest, prepare_package};
use steersman_repo::{
    ContentCache, Get, GetError, Getters, Kind, Resolved, fetch_chart, parse_digest,
};
use steersman_store::{Purpose, load_folder};

use crate::command::Flags;
use crate::context::Context;
use crate::error::CliError;
use crate::paths::go_error;
use crate::registry::registry_error;
use crate::remote::find_version;
use crate::sources::{wanted_version, with_hint};
use crate::time::{now, source_date_epoch};

/// How many bytes a provenance file may have.
const PROVENANCE_LIMIT: u64 = 1 << 20;
/// How many bytes an archive on this machine may have.
const ARCHIVE_LIMIT: u64 = 256 << 20;

/// A chart as it came.
pub(super) struct Fetched {
    pub(super) archive: Vec<u8>,
    pub(super) provenance: Option<Vec<u8>>,
    /// Manifest and configuration, of charts in registries.
    pub(super) registry: Option<(Vec<u8>, Vec<u8>)>,
    /// Where it came from.
    pub(super) source: String,
}

/// Gets a chart that a user names: a folder, an archive, `REPOSITORY/CHART[@VERSION]`, a URL, or a reference.
pub(super) fn fetch_named(
    name: &str,
    flags: &Flags,
    (getters, registry): (&Getters, &Registry),
    context: &mut Context<'_>,
) -> Result<Fetched, CliError> {
    if flags.text("repo").is_empty() {
        match std::fs::metadata(name) {
            Ok(found) if found.is_dir() => return pack_folder(name, context),
            Ok(_) => return read_archive(name),
            Err(_) if name.starts_with(['/', '.']) => {
                return Err(CliError::new(format!("path {name:?} not found")));
            }
            Err(_) => {}
        }
        if is_oci(name) {
            return from_registry(name, wanted_version(flags), registry);
        }
    }
    let (name, version) = match name.rsplit_once('@') {
        Some((name, version)) if !name.contains("://") => (name, version),
        _ => (name, wanted_version(flags)),
    };
    let found = find_version(name, version, flags, getters, context)?;
    from_repository(&found, getters, context)
}

fn pack_folder(path: &str, context: &Context<'_>) -> Result<Fetched, CliError> {
    let limits = Limits::of(context.dialect);
    let loaded = load_folder(Path::new(path), Purpose::Install, context.dialect, &limits)
        .map_err(|error| CliError::from_error(&error))?;
    let request = PackageRequest {
        chart: loaded.chart,
        version: None,
        app_version: None,
        epoch: source_date_epoch(context.environment)?,
    };
    let mut chart = prepare_package(request).map_err(|error| {
        CliError::from_error(&error).hint("`dependency build` puts dependencies into charts/")
    })?;
    let archive = pack_archive(&mut chart, now(), context.dialect)
        .map_err(|error| CliError::from_error(&error))?;
    Ok(Fetched {
        archive,
        provenance: None,
        registry: None,
        source: String::new(),
    })
}

fn read_archive(path: &str) -> Result<Fetched, CliError> {
    let failed = |error: std::io::Error| CliError::new(go_error("open", path, &error));
    if fs_err::metadata(path).map_err(failed)?.len() > ARCHIVE_LIMIT {
        return Err(CliError::new(format!(
            "{path} has more than {ARCHIVE_LIMIT} bytes"
        )));
    }
    let beside = format!("{path}.prov");
    Ok(Fetched {
        archive: fs_err::read(path).map_err(failed)?,
        provenance: match std::fs::metadata(&beside) {
            Ok(_) => Some(fs_err::read(&beside)?),
            Err(_) => None,
        },
        registry: None,
        source: String::new(),
    })
}

/// Gets a chart from a registry.
pub(super) fn from_registry(
    reference: &str,
    version: &str,
    registry: &Registry,
) -> Result<Fetched, CliError> {
    let failed = |error: OciError| registry_error(&error);
    let resolved = registry.resolve(reference, version).map_err(failed)?;
    let request = PullRequest {
        reference: &resolved.reference,
        provenance: true,
    };
    let chart = registry.pull(&request).map_err(failed)?;
    Ok(Fetched {
        archive: chart.archive,
        provenance: chart.provenance,
        registry: Some((chart.manifest, chart.config)),
        source: format!("oci://{}", resolved.reference),
    })
}

/// Gets a chart from a repository, from the content cache where it is there.
pub(super) fn from_repository(
    found: &Resolved,
    getters: &Getters,
    context: &Context<'_>,
) -> Result<Fetched, CliError> {
    let cache = ContentCache::new(&context.settings.content_cache);
    let digest = parse_digest(&found.digest).map_err(|error| CliError::from_error(&error))?;
    let kept = |kind| digest.as_ref().and_then(|digest| cache.get(digest, kind));
    let failed = |error: GetError| with_hint(&error, error.hint.as_ref());
    let archive = match kept(Kind::Chart) {
        Some((_, bytes)) => bytes,
        None => fetch_chart(found, getters).map_err(failed)?,
    };
    let get = Get {
        url: &format!("{}.prov", found.url),
        access: &found.access,
        accept: "application/gzip,application/octet-stream",
        compressed: false,
        limit: PROVENANCE_LIMIT,
    };
    let provenance = match getters.get(&get) {
        Ok(bytes) => Some(bytes),
        // Some stores say that they refuse when there is nothing.
        Err(error) if matches!(error.status, Some(403 | 404 | 410)) => None,
        Err(error) => return Err(failed(error)),
    };
    Ok(Fetched {
        archive,
        provenance,
        registry: None,
        source: SafeUrl::parse(&found.url).map_or_else(|_| String::new(), |url| url.to_string()),
    })
}

/// Keeps an archive where the writer of the bundle finds it again.
pub(super) fn keep(archive: &[u8], context: &Context<'_>) -> Result<Sha256, CliError> {
    let digest = Sha256::of(archive);
    let cache = ContentCache::new(&context.settings.content_cache);
    cache
        .put(&digest, Kind::Chart, archive)
        .map_err(|error| CliError::from_error(&error))?;
    Ok(digest)
}
