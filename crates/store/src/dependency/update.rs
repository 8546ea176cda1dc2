use std::path::PathBuf;

use steersman_chart::archive::Limits;
use steersman_chart::{Chart, Dependency, Lock, Modified, Notice, lock_digest, lock_digest_v2};
use steersman_names::HelmDialect;

use super::fetch::fetch;
use super::lock::write_lock;
use super::origin::{Origin, is_registry, origins, same_url};
use super::resolve::resolve;
use super::{DependencyError, DependencySources, Refresh, Source};
use crate::{PathError, Purpose, load_folder};

/// Whose dependencies to bring up to date, and how.
#[derive(Clone, Debug)]
pub struct DependencyRequest {
    /// The folder of the chart.
    pub path: PathBuf,
    /// The time that goes into the lock, and to files that have none.
    pub now: Modified,
    /// The time to give to every file of the archives, for archives that can be reproduced.
    pub epoch: Option<Modified>,
    /// Whether indexes of repositories are brought up to date first.
    pub refresh: bool,
    /// Whether to print what `--debug` prints.
    pub debug: bool,
    /// Which Helm to follow.
    pub dialect: HelmDialect,
    /// What a chart may cost.
    pub limits: Limits,
}

/// Resolves the dependencies of a chart, puts them into `charts/` and writes the lock when it changed.
///
/// `print` gets the lines of progress.
///
/// # Errors
/// [`DependencyError`]; `charts/` and the lock are as they were then.
pub fn update_dependencies(
    request: &DependencyRequest,
    sources: &dyn DependencySources,
    print: &mut dyn FnMut(&str),
) -> Result<Vec<Notice>, DependencyError> {
    let (chart, notices) = load(request)?;
    update(&chart, request, sources, print)?;
    Ok(notices)
}

/// Puts the dependencies that the lock names into `charts/`; without a lock, updates.
///
/// # Errors
/// [`DependencyError`]; `charts/` is as it was then.
pub fn build_dependencies(
    request: &DependencyRequest,
    sources: &dyn DependencySources,
    print: &mut dyn FnMut(&str),
) -> Result<Vec<Notice>, DependencyError> {
    let (chart, notices) = load(request)?;
    let Some(lock) = &chart.lock else {
        update(&chart, request, sources, print)?;
        return Ok(notices);
    };
    let mut requested = chart.metadata.dependencies.clone();
    let is_v1 = chart.metadata.api_version == "v1";
    // Helm 2 took it before names of repositories became URLs.
    let old_digest = is_v1.then(|| lock_digest_v2(requested.as_deref()));
    origins(
        requested.as_deref_mut().unwrap_or_default(),
        request,
        sources,
        print,
    )?;
    let fits = lock_digest(requested.as_deref(), &lock.dependencies) == lock.digest
        || old_digest.is_some_and(|digest| digest == lock.digest);
    if !fits {
        return Err(DependencyError::OutOfSync { is_v1 });
    }
    let mut locked = lock.dependencies.clone();
    let origins = locked_origins(&locked, sources)?;
    if request.refresh {
        refresh_configured(sources, print)?;
    }
    fetch(&mut locked, &origins, request, sources, print)?;
    Ok(notices)
}

/// What locked dependencies come from: their repositories have to be configured.
fn locked_origins(
    locked: &[Dependency],
    sources: &dyn DependencySources,
) -> Result<Vec<Origin>, DependencyError> {
    let configured = sources.configured()?;
    let mut unknown = Vec::new();
    let mut origins = Vec::with_capacity(locked.len());
    for dependency in locked {
        let repository = &dependency.repository;
        let known = configured
            .iter()
            .find(|source| same_url(&source.url, repository));
        origins.push(match known {
            _ if repository.is_empty() => Origin::Charts,
            _ if repository.starts_with("file://") => Origin::Folder,
            _ if is_registry(repository) => Origin::Registry,
            Some(source) => Origin::Repository(source.clone()),
            None => {
                unknown.push(repository.clone());
                continue;
            }
        });
    }
    if unknown.is_empty() {
        return Ok(origins);
    }
    Err(DependencyError::NoRepository {
        names: unknown,
        is_build: true,
    })
}

fn load(request: &DependencyRequest) -> Result<(Chart, Vec<Notice>), DependencyError> {
    let metadata = fs_err::metadata(&request.path)
        .map_err(|cause| DependencyError::NotFound(PathError::new("stat", &request.path, cause)))?;
    if !metadata.is_dir() {
        return Err(DependencyError::Packed);
    }
    let loaded = load_folder(
        &request.path,
        Purpose::Inspect,
        request.dialect,
        &request.limits,
    )?;
    Ok((loaded.chart, loaded.notices))
}

fn refresh_configured(
    sources: &dyn DependencySources,
    print: &mut dyn FnMut(&str),
) -> Result<(), DependencyError> {
    if sources.configured()?.is_empty() {
        return Ok(());
    }
    print("Hang tight while we grab the latest from your chart repositories...");
    sources.refresh(Refresh::Configured, print);
    print("Update Complete. ⎈Happy Helming!⎈");
    Ok(())
}

fn refresh(
    origins: &[Origin],
    sources: &dyn DependencySources,
    print: &mut dyn FnMut(&str),
) -> Result<(), DependencyError> {
    let mut unmanaged: Vec<Source> = Vec::new();
    let strangers = origins
        .iter()
        .filter_map(Origin::source)
        .filter(|source| !source.is_configured);
    for source in strangers {
        if !unmanaged.contains(source) {
            unmanaged.push(source.clone());
        }
    }
    if !unmanaged.is_empty() {
        print("Getting updates for unmanaged Helm repositories...");
        sources.refresh(Refresh::Unmanaged(&unmanaged), print);
    }
    refresh_configured(sources, print)
}

fn update(
    chart: &Chart,
    request: &DependencyRequest,
    sources: &dyn DependencySources,
    print: &mut dyn FnMut(&str),
) -> Result<(), DependencyError> {
    let Some(mut requested) = chart.metadata.dependencies.clone() else {
        return Ok(());
    };
    let origins = origins(&mut requested, request, sources, print)?;
    if request.refresh {
        refresh(&origins, sources, print)?;
    }
    let mut locked = resolve(&requested, &origins, request, sources)?;
    fetch(&mut locked, &origins, request, sources, print)?;
    let digest = lock_digest(Some(&requested), &locked);
    if chart.lock.as_ref().is_some_and(|old| old.digest == digest) {
        return Ok(());
    }
    let lock = Lock {
        generated: request.now.to_rfc3339(),
        digest,
        dependencies: locked,
    };
    write_lock(&request.path, &lock, chart.metadata.api_version == "v1")
}
