use std::path::{Path, PathBuf};

use steersman_chart::Dependency;
use steersman_semver::{Constraint, Version};

use super::{DependencyError, DependencyRequest};
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

/// Refuses repositories that are not known.
pub(super) fn check_repositories(
    dependencies: &[Dependency],
    request: &DependencyRequest,
    print: &mut dyn FnMut(&str),
) -> Result<(), DependencyError> {
    let mut unknown = Vec::new();
    for dependency in dependencies {
        let repository = &dependency.repository;
        if repository.starts_with("file://") {
            local_path(repository, &request.path)?;
            if request.debug {
                print(&format!("Repository from local path: {repository}"));
            }
        } else if !repository.is_empty() && !is_request_uri(repository) {
            unknown.push(repository.clone());
        }
    }
    if unknown.is_empty() {
        Ok(())
    } else {
        Err(DependencyError::NoRepository {
            names: unknown,
            is_build: false,
        })
    }
}

/// Whether Go takes a repository for the target of a request: a path from the root, or anything with a scheme.
fn is_request_uri(repository: &str) -> bool {
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
    request: &DependencyRequest,
) -> Result<Vec<Dependency>, DependencyError> {
    let mut locked = Vec::with_capacity(dependencies.len());
    let mut missing = Vec::new();
    for dependency in dependencies {
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
        let found = if repository.is_empty() {
            local_path(&format!("charts/{name}"), &request.path)?;
            version.clone()
        } else if repository.starts_with("file://") {
            let folder = local_path(repository, &request.path)?;
            let chart =
                load_folder(&folder, Purpose::Inspect, request.dialect, &request.limits)?.chart;
            match Version::parse(&chart.metadata.version) {
                Ok(found) if constraint.matches(&found) => chart.metadata.version,
                _ => {
                    missing.push((name.clone(), repository.clone(), version.clone()));
                    continue;
                }
            }
        } else {
            return Err(DependencyError::Remote {
                name: name.clone(),
                repository: repository.clone(),
            });
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
