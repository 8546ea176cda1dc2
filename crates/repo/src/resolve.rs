use steersman_index::{Catalog, Chart, Repositories, Repository, Skipped};
use steersman_net::SafeUrl;

use crate::{Access, Places, RepoError, load_catalog, load_repositories};

/// What a user calls a chart.
#[derive(Clone, Debug, Default)]
pub struct Reference<'r> {
    /// `repository/chart`, or a URL.
    pub text: &'r str,
    /// A version or a range, or nothing.
    pub version: &'r str,
    /// What the command line says about the server.
    pub access: Access,
}

/// How a version was selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The chart.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What was asked for was an exact version, and this is another one.
    pub is_fallback: bool,
    /// What was asked for was a range.
    pub is_of_range: bool,
}

/// Where a chart is.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The URL of its archive.
    pub url: String,
    /// SHA-256 of the archive as the index has it, or nothing.
    pub digest: String,
    /// How to reach the server.
    pub access: Access,
    /// What was selected, when it was.
    pub selection: Option<Selection>,
}

/// Who is told what was passed over in an index, and which file or repository that is, also when nothing is found.
pub type Tell<'t> = &'t mut dyn FnMut(&str, &[Skipped]);

/// Finds the archive that a reference means, in the configured repositories and their indexes in the cache.
///
/// # Errors
/// [`RepoError`]
pub fn resolve(
    reference: &Reference<'_>,
    places: &Places,
    tell: Tell<'_>,
) -> Result<Resolved, RepoError> {
    let text = reference.text;
    let url = SafeUrl::parse(text).map_err(|_| RepoError::Reference(text.into()))?;
    let repositories = match load_repositories(&places.config) {
        Err(error) if error.is_missing() => Repositories::default(),
        other => other?,
    };
    if url.is_absolute() && !url.host().is_empty() && !url.path().is_empty() {
        return resolve_url(reference, &repositories, places, tell);
    }
    let Some((name, chart)) = text.split_once('/') else {
        return Err(RepoError::OneWord(text.into()));
    };
    let repository = repositories
        .get(name)
        .ok_or_else(|| RepoError::NoRepository(name.into()))?;
    if repository.url.is_empty() {
        return Err(RepoError::NoUrl(name.into()));
    }
    SafeUrl::parse(&repository.url).map_err(|_| RepoError::Reference(repository.url.clone()))?;
    let read = load_catalog(name, places).map_err(RepoError::NoIndex)?;
    tell(&places.index(name).to_string_lossy(), &read.skipped);
    let selected = read.catalog.select(chart, reference.version);
    let selected = selected.map_err(|cause| RepoError::NoMatch {
        name: chart.into(),
        version: reference.version.into(),
        repository: name.into(),
        cause,
    })?;
    let location = selected
        .entry
        .url()
        .ok_or_else(|| RepoError::NoArchive(text.into()))?;
    Ok(Resolved {
        url: absolute_url(&repository.url, location)
            .map_err(|_| RepoError::Reference(text.into()))?,
        digest: selected.entry.digest().into(),
        access: reference.access.clone().with(repository),
        selection: Some(Selection {
            name: chart.into(),
            version: selected.entry.version().into(),
            is_fallback: selected.is_fallback,
            is_of_range: selected.is_of_range,
        }),
    })
}

/// A URL is where it says; when a repository has it in its index, its credentials are used.
fn resolve_url(
    reference: &Reference<'_>,
    repositories: &Repositories,
    places: &Places,
    tell: Tell<'_>,
) -> Result<Resolved, RepoError> {
    let mut access = reference.access.clone();
    reference.text.clone_into(&mut access.base);
    let mut resolved = Resolved {
        url: reference.text.into(),
        digest: String::new(),
        access,
        selection: None,
    };
    for repository in &repositories.repositories {
        let read = load_catalog(&repository.name, places).map_err(RepoError::NoIndex)?;
        tell(
            &places.index(&repository.name).to_string_lossy(),
            &read.skipped,
        );
        if let Some(digest) = owner(&read.catalog, repository, reference.text) {
            resolved.access = reference.access.clone().with(repository);
            resolved.digest = digest;
            break;
        }
    }
    Ok(resolved)
}

/// The digest of the version that has this URL.
fn owner(catalog: &Catalog, _: &Repository, url: &str) -> Option<String> {
    // Most URLs are written alike; only what may be equal is compared part by part.
    let tail = url.rsplit('/').next().unwrap_or_default();
    let mut entries = catalog.charts().flat_map(Chart::entries);
    let found = entries.find(|entry| {
        entry
            .urls()
            .any(|known| known.ends_with(tail) && same_url(known, url))
    });
    found.map(|entry| entry.digest().to_owned())
}

/// A URL that may be relative to the one of a repository.
///
/// # Errors
/// When one of them is no URL.
pub fn absolute_url(base: &str, reference: &str) -> Result<String, String> {
    let failed = |text: &str, error: &dyn std::fmt::Display| {
        format!("failed to parse {text} as URL: {error}")
    };
    let parsed = SafeUrl::parse(reference).map_err(|error| failed(reference, &error))?;
    if parsed.is_absolute() {
        return Ok(reference.into());
    }
    let base_url = SafeUrl::parse(base).map_err(|error| failed(base, &error))?;
    let query = base_url.query().map(str::to_owned);
    let path = base_url.path();
    let folder = format!("{}/", path.strip_suffix('/').unwrap_or(&path));
    let resolved = base_url.with_path(&folder).resolve(&parsed);
    Ok(resolved.with_query(query.as_deref()).exposed())
}

/// Whether two URLs are the same but for what does not matter in their paths.
pub fn same_url(left: &str, right: &str) -> bool {
    let (Ok(left), Ok(right)) = (SafeUrl::parse(left), SafeUrl::parse(right)) else {
        return left == right;
    };
    let cleaned = |url: SafeUrl| {
        let path = url.path();
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        let clean = format!("/{}", parts.join("/"));
        url.with_path(&clean).exposed()
    };
    cleaned(left) == cleaned(right)
}
