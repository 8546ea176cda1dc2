use std::path::PathBuf;

use steersman_chart::archive::Limits;
use steersman_chart::{Chart, Lock, Modified, Notice, lock_digest, lock_digest_v2};
use steersman_names::HelmDialect;

use super::DependencyError;
use super::fetch::fetch;
use super::lock::write_lock;
use super::resolve::{check_repositories, resolve};
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
    print: &mut dyn FnMut(&str),
) -> Result<Vec<Notice>, DependencyError> {
    let (chart, notices) = load(request)?;
    update(&chart, request, print)?;
    Ok(notices)
}

/// Puts the dependencies that the lock names into `charts/`; without a lock, updates.
///
/// # Errors
/// [`DependencyError`]; `charts/` is as it was then.
pub fn build_dependencies(
    request: &DependencyRequest,
    print: &mut dyn FnMut(&str),
) -> Result<Vec<Notice>, DependencyError> {
    let (chart, notices) = load(request)?;
    let Some(lock) = &chart.lock else {
        update(&chart, request, print)?;
        return Ok(notices);
    };
    let requested = chart.metadata.dependencies.as_deref();
    let is_v1 = chart.metadata.api_version == "v1";
    check_repositories(requested.unwrap_or_default(), request, print)?;
    let fits = lock_digest(requested, &lock.dependencies) == lock.digest
        || is_v1 && lock_digest_v2(requested) == lock.digest;
    if !fits {
        return Err(DependencyError::OutOfSync { is_v1 });
    }
    let mut locked = lock.dependencies.clone();
    let is_remote = |repository: &str| !repository.is_empty() && !repository.starts_with("file://");
    let unknown: Vec<_> = locked
        .iter()
        .map(|dependency| dependency.repository.clone())
        .filter(|name| is_remote(name))
        .collect();
    if !unknown.is_empty() {
        return Err(DependencyError::NoRepository {
            names: unknown,
            is_build: true,
        });
    }
    fetch(&mut locked, request, print)?;
    Ok(notices)
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

fn update(
    chart: &Chart,
    request: &DependencyRequest,
    print: &mut dyn FnMut(&str),
) -> Result<(), DependencyError> {
    let Some(requested) = &chart.metadata.dependencies else {
        return Ok(());
    };
    check_repositories(requested, request, print)?;
    let mut locked = resolve(requested, request)?;
    fetch(&mut locked, request, print)?;
    let digest = lock_digest(Some(requested), &locked);
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
