use std::path::{Path, PathBuf};

use steersman_chart::Dependency;
use steersman_semver::{Constraint, Version};

use super::origin::Origin;
use super::{DependencyError, DependencyRequest, DependencySources};
use crate::clean::{absolute, join};
use crate::{PathError, Purpose, load_folder};

/// The folder that a `file://` repository names, or a path relative to the chart.
pub(super) fn local_path(repository: &str, chart: &Path) -> Result<PathBuf, DependencyError> {
    let path = repository.strip_prefix("file://").unwrap_or(repository);
    let path = if path.starts_with('/') {
        absolute(Path::new(path))?
    } else {
        join(chart, Path::new(path))
    };
    match fs_err::metadata(&path) {
        Ok(_) => Ok(path),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(DependencyError::FolderNotFound(path))
        }
        Err(cause) => Err(PathError::new("stat", path, cause).into()),
    }
}

/// Whether Go takes a repository for the target of a request: a path from the root, or anything with a scheme.
pub(super) fn is_request_uri(repository: &str) -> bool {
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    repository.starts_with('/')
        || repository
            .split_once(':')
            .is_some_and(|(scheme, _)| is_scheme(scheme))
}

/// The dependency with the version that its folder has, for the lock.
pub(super) fn resolve(
    dependencies: &[Dependency],
    origins: &[Origin],
    request: &DependencyRequest,
    sources: &dyn DependencySources,
) -> Result<Vec<Dependency>, DependencyError> {
    let mut locked = Vec::with_capacity(dependencies.len());
    let mut missing = Vec::new();
    for (dependency, origin) in dependencies.iter().zip(origins) {
        let Dependency {
            name,
            version,
            repository,
            ..
        } = dependency;
        let constraint =
            Constraint::parse(version).map_err(|cause| DependencyError::InvalidConstraint {
                name: name.clone(),
                quoted: true,
                cause: cause.to_string(),
            })?;
        let found = match origin {
            Origin::Charts => {
                local_path(&format!("charts/{name}"), &request.path)?;
                Some(version.clone())
            }
            Origin::Folder => folder_version(repository, &constraint, request)?,
            Origin::Registry | Origin::Repository(_) => {
                sources.resolve(dependency, origin.source())?
            }
        };
        let Some(found) = found else {
            missing.push((name.clone(), repository.clone(), version.clone()));
            continue;
        };
        locked.push(Dependency {
            name: name.clone(),
            version: found,
            repository: repository.clone(),
            ..Dependency::default()
        });
    }
    if missing.is_empty() {
        Ok(locked)
    } else {
        Err(DependencyError::NoVersion(missing))
    }
}

/// The version of the chart in a folder, when it is one that is wanted.
fn folder_version(
    repository: &str,
    constraint: &Constraint,
    request: &DependencyRequest,
) -> Result<Option<String>, DependencyError> {
    let folder = local_path(repository, &request.path)?;
    let chart = load_folder(&folder, Purpose::Inspect, request.dialect, &request.limits)?.chart;
    let version = chart.metadata.version;
    let fits = Version::parse(&version).is_ok_and(|version| constraint.matches(&version));
    Ok(fits.then_some(version))
}
