//! Charts that are not on this machine yet.

use std::path::PathBuf;

use steersman_index::Skipped;
use steersman_names::Sha256;
use steersman_repo::{
    ContentCache, FindError, Get, Getters, Kind, Reference, RepoError, Resolved, archive_name,
    fetch_chart, find_in_repository, parse_digest, resolve,
};

use crate::command::Flags;
use crate::context::Context;
use crate::error::CliError;
use crate::log::Level;
use crate::provenance::{Candidate, verify_candidate};
use crate::registry::registry_client;
use crate::sources::{
    access, getters, log_selection, log_skipped, places, wanted_version, with_hint,
};

/// How many bytes a provenance file may have.
const PROVENANCE_LIMIT: u64 = 1 << 20;

/// Brings the chart that a reference means into the content cache.
///
/// # Errors
/// Why it cannot be had.
pub(crate) fn locate_remote(
    name: &str,
    flags: &Flags,
    context: &mut Context<'_>,
) -> Result<PathBuf, CliError> {
    let getters = getters(context);
    let found = find_remote(name, flags, &getters, context)?;
    let folder = &context.settings.repository_cache;
    fs_err::create_dir_all(folder)
        .map_err(|error| CliError::new(crate::paths::go_error("mkdir", folder, &error)))?;
    let cache = ContentCache::new(&context.settings.content_cache);
    let digest = parse_digest(&found.digest).map_err(|error| match error {
        steersman_repo::DigestError::Hex(_) => {
            CliError::new(format!("unable to decode digest: {error}"))
        }
        _ => CliError::from_error(&error),
    })?;
    let kept = digest.and_then(|digest| cache.get(&digest, Kind::Chart));
    let (path, digest) = if let (Some((path, _)), Some(digest)) = (kept, digest) {
        context.printer.log(
            Level::Debug,
            "found chart in cache",
            &[("id", &found.digest)],
        );
        (path, digest)
    } else {
        let version = wanted_version(flags);
        let fields = [("ref", name), ("version", version)];
        context
            .printer
            .log(Level::Debug, "attempting to download chart", &fields);
        let bytes = fetch_chart(&found, &getters)
            .map_err(|error| with_hint(&error, error.hint.as_ref()))?;
        let digest = digest.unwrap_or_else(|| Sha256::of(&bytes));
        let path = cache.put(&digest, Kind::Chart, &bytes);
        (path.map_err(|error| CliError::from_error(&error))?, digest)
    };
    if flags.switch("verify") {
        let keyring = flags.text_or_default("keyring", context.settings);
        verify(&found, &digest, &cache, &getters, &keyring)?;
    }
    Ok(std::path::absolute(path)?)
}

/// Fetches the provenance file of an archive.
///
/// # Errors
/// Why it cannot be had.
pub(crate) fn fetch_provenance(found: &Resolved, getters: &Getters) -> Result<Vec<u8>, CliError> {
    let get = Get {
        url: &format!("{}.prov", found.url),
        access: &found.access,
        accept: "application/gzip,application/octet-stream",
        compressed: false,
        limit: PROVENANCE_LIMIT,
    };
    getters
        .get(&get)
        .map_err(|error| CliError::new(error.message))
}

/// Checks an archive in the content cache against its provenance file, which comes from there too, or from the server.
fn verify(
    found: &Resolved,
    digest: &Sha256,
    cache: &ContentCache,
    getters: &Getters,
    keyring: &str,
) -> Result<(), CliError> {
    let kept = cache.get(digest, Kind::Provenance);
    let (_, archive) = cache
        .get(digest, Kind::Chart)
        .ok_or_else(|| CliError::new("the chart is not in the content cache any more"))?;
    let provenance = match &kept {
        Some((_, provenance)) => provenance.clone(),
        None => fetch_provenance(found, getters).map_err(|error| {
            CliError::new(format!("failed to fetch provenance \"{}.prov\"", found.url))
                .hint(error.message)
        })?,
    };
    verify_candidate(&Candidate {
        archive: &archive,
        provenance: &provenance,
        file_name: &archive_name(&found.url),
        keyring,
    })?;
    if kept.is_none() {
        cache
            .put(digest, Kind::Provenance, &provenance)
            .map_err(|error| CliError::from_error(&error))?;
    }
    Ok(())
}

/// Finds where a chart is, by its repository, its URL, or the repository that `--repo` gives.
///
/// # Errors
/// Why there is no such chart.
pub(crate) fn find_remote(
    name: &str,
    flags: &Flags,
    getters: &Getters,
    context: &mut Context<'_>,
) -> Result<Resolved, CliError> {
    find_version(name, wanted_version(flags), flags, getters, context)
}

/// As [`find_remote`], for this version or constraint.
///
/// # Errors
/// Why there is no such chart.
pub(crate) fn find_version(
    name: &str,
    version: &str,
    flags: &Flags,
    getters: &Getters,
    context: &mut Context<'_>,
) -> Result<Resolved, CliError> {
    let access = access(flags);
    if [&access.ca_file, &access.cert_file, &access.key_file]
        .iter()
        .any(|file| !file.is_empty())
    {
        // Files that cannot be used are told of even when nothing has to be asked for.
        registry_client(flags, context)?;
    }
    let places = places(context.settings);
    let tell = &mut |source: &str, skipped: &[Skipped]| log_skipped(skipped, source, context);
    let found = if access.base.is_empty() {
        let reference = Reference {
            text: name,
            version,
            access,
        };
        resolve(&reference, &places, tell).map_err(|error| explain(&error, name))?
    } else {
        find_in_repository(name, version, &access, getters, tell).map_err(|error| {
            let hint = match &error {
                FindError::Unreachable { cause, .. } => cause.hint().map(str::to_owned),
                FindError::NotFound { cause, .. } => Some(cause.to_string()),
                _ => None,
            };
            with_hint(&error, hint)
        })?
    };
    log_selection(&found, version, context);
    let scheme = found.url.split("://").next().unwrap_or_default();
    if !getters.knows(scheme) {
        return Err(CliError::new(format!("scheme {scheme:?} not supported")));
    }
    Ok(found)
}

fn explain(error: &RepoError, name: &str) -> CliError {
    let hint = match error {
        RepoError::NoRepository(repository) => Some(format!(
            "`repo list` shows the repositories there are; `repo add {repository} URL` adds one"
        )),
        RepoError::OneWord(_) => Some(format!(
            "there is no file or folder `{name}` here: write REPOSITORY/{name}, a URL, or the path of a folder"
        )),
        RepoError::NoIndex(_) => {
            Some("`repo update` brings the indexes of repositories".to_owned())
        }
        _ => None,
    };
    with_hint(error, hint)
}
