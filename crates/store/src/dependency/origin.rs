use steersman_chart::Dependency;
use steersman_names::Sha256;

use super::resolve::{is_request_uri, local_path};
use super::{DependencyError, DependencyRequest, DependencySources, Source};

/// What a dependency comes from.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// `charts/` itself.
    Charts,
    /// A folder.
    Folder,
    /// A registry.
    Registry,
    /// A repository.
    Repository(Source),
}

impl Origin {
    /// The repository, when it is one.
    pub(super) fn source(&self) -> Option<&Source> {
        match self {
            Self::Repository(source) => Some(source),
            _ => None,
        }
    }
}

pub(super) fn is_registry(repository: &str) -> bool {
    repository.starts_with("oci://")
}

/// Finds out what dependencies come from. Names of repositories become their URLs.
pub(super) fn origins(
    dependencies: &mut [Dependency],
    request: &DependencyRequest,
    sources: &dyn DependencySources,
    print: &mut dyn FnMut(&str),
) -> Result<Vec<Origin>, DependencyError> {
    let configured = sources.configured()?;
    let mut origins = Vec::with_capacity(dependencies.len());
    let mut unknown = Vec::new();
    // Repositories that nobody configured, and which dependency they are of.
    let mut strangers: Vec<(String, Source)> = Vec::new();
    for dependency in dependencies {
        let repository = &mut dependency.repository;
        let origin = if repository.is_empty() {
            Origin::Charts
        } else if repository.starts_with("file://") {
            local_path(repository, &request.path)?;
            if request.debug {
                print(&format!("Repository from local path: {repository}"));
            }
            Origin::Folder
        } else if is_registry(repository) {
            Origin::Registry
        } else if let Some(source) = find(repository, &configured) {
            if repository.starts_with('@') || repository.starts_with("alias:") {
                repository.clone_from(&source.url);
            }
            Origin::Repository(source.clone())
        } else if is_request_uri(repository) {
            let known = strangers.iter().find(|(name, source)| {
                *name == dependency.name && same_url(&source.url, repository)
            });
            let source = known.map(|(_, source)| source.clone());
            let source = source.unwrap_or_else(|| Source {
                name: format!(
                    "helm-manager-{}",
                    Sha256::of(repository.as_bytes()).to_hex()
                ),
                url: repository.clone(),
                is_configured: false,
            });
            strangers.push((dependency.name.clone(), source.clone()));
            Origin::Repository(source)
        } else {
            unknown.push(repository.clone());
            continue;
        };
        origins.push(origin);
    }
    if unknown.is_empty() {
        return Ok(origins);
    }
    Err(DependencyError::NoRepository {
        names: unknown,
        is_build: false,
    })
}

fn find<'s>(repository: &str, configured: &'s [Source]) -> Option<&'s Source> {
    let alias = repository
        .strip_prefix('@')
        .or_else(|| repository.strip_prefix("alias:"));
    configured.iter().find(|source| match alias {
        Some(alias) if source.name == alias => true,
        _ => same_url(&source.url, repository),
    })
}

/// Whether two URLs are the same but for slashes at the end of their paths.
pub(super) fn same_url(left: &str, right: &str) -> bool {
    let plain = |url: &str| url.trim_end_matches('/').to_owned();
    plain(left) == plain(right)
}
