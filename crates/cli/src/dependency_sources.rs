//! Where dependencies come from: repositories over HTTP, and registries.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use steersman_chart::{Dependency, Notice};
use steersman_index::{Catalog, Repositories, Repository, find_equal};
use steersman_oci::{Reference, Registry};
use steersman_repo::{
    Access, ContentCache, Getters, Places, absolute_url, load_catalog, load_repositories,
    update_all,
};
use steersman_semver::{Constraint, Version};
use steersman_store::{
    DependencyError, DependencyRequest, DependencySources, Download, Place, Refresh, Source,
    build_dependencies, update_dependencies,
};

use crate::command::{Flags, quote};
use crate::context::Context;
use crate::dependency_download::Verify;
use crate::dependency_twins::{Taken, tell_doubts};
use crate::error::CliError;
use crate::registry::{TrustedKeys, registry_client};
use crate::sources::{getters, places};

/// Brings dependencies up to date, or puts those of the lock in place, and prints the progress.
///
/// # Errors
/// Why they cannot be had.
pub(crate) fn run_dependencies(
    request: &DependencyRequest,
    is_build: bool,
    verify: Verify,
    flags: &Flags,
    context: &mut Context<'_>,
) -> Result<Vec<Notice>, CliError> {
    let mut sources = RemoteSources::new(flags, context)?;
    sources.verify = verify;
    let mut printed = Ok(());
    let mut print = |line: &str| {
        let line = context
            .printer
            .data([line, "\n"].concat())
            .and_then(|()| context.printer.flush());
        if printed.is_ok() {
            printed = line;
        }
    };
    let result = if is_build {
        build_dependencies(request, &sources, &mut print)
    } else {
        update_dependencies(request, &sources, &mut print)
    };
    printed?;
    tell_doubts(&sources.doubts(), context);
    result.map_err(|error| explain(&error))
}

/// Brings dependencies up to date and tells only what registries have to say, as Helm does.
///
/// # Errors
/// Why they cannot be had.
pub(crate) fn update_quietly(
    request: &DependencyRequest,
    flags: &Flags,
    context: &mut Context<'_>,
) -> Result<(), CliError> {
    let sources = RemoteSources::new(flags, context)?;
    let mut printed = Ok(());
    let mut print = |line: &str| {
        if printed.is_ok() && sources.has_said(line) {
            printed = context.printer.data([line, "\n"].concat());
        }
    };
    let updated = update_dependencies(request, &sources, &mut print);
    printed?;
    tell_doubts(&sources.doubts(), context);
    updated.map(drop).map_err(|error| explain(&error))
}

fn explain(error: &DependencyError) -> CliError {
    let failure = CliError::from_error(error);
    error.hint().into_iter().fold(failure, CliError::hint)
}

/// The configured repositories, and those that charts name by their URLs.
#[derive(Debug)]
pub(crate) struct RemoteSources {
    pub(crate) places: Places,
    pub(crate) getters: Getters,
    pub(crate) repositories: Repositories,
    pub(crate) content: ContentCache,
    /// The client for registries, or why there is none.
    pub(crate) registry: Result<Registry, String>,
    /// The keys of which one has to have signed each chart.
    pub(crate) keys: Option<TrustedKeys>,
    /// Which charts have to be what their provenance files say.
    pub(crate) verify: Verify,
    catalogs: Mutex<HashMap<String, Arc<Catalog>>>,
    taken: Mutex<Vec<Taken>>,
    /// What registries had to say of charts.
    said: Mutex<HashSet<String>>,
    /// Names of repositories that are the same as others, and the names those have.
    twins: Mutex<HashMap<String, String>>,
}

impl RemoteSources {
    fn new(flags: &Flags, context: &Context<'_>) -> Result<Self, CliError> {
        let places = places(context.settings);
        let repositories = match load_repositories(&places.config) {
            Err(error) if error.is_missing() => Repositories::default(),
            other => other.map_err(|error| CliError::from_error(&error))?,
        };
        Ok(Self {
            content: ContentCache::new(&places.content),
            getters: getters(context),
            places,
            repositories,
            registry: registry_client(flags, context).map_err(|error| error.message),
            keys: TrustedKeys::of(flags)?,
            verify: Verify::Never,
            catalogs: Mutex::default(),
            taken: Mutex::default(),
            said: Mutex::default(),
            twins: Mutex::default(),
        })
    }

    /// The index of a source, read once.
    fn catalog(&self, source: &Source) -> Result<Arc<Catalog>, DependencyError> {
        let twins = self.twins.lock().unwrap_or_else(PoisonError::into_inner);
        let name = twins.get(&source.name).unwrap_or(&source.name);
        let mut catalogs = self.catalogs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = catalogs.get(name) {
            return Ok(Arc::clone(known));
        }
        let read = load_catalog(name, &self.places).map_err(|error| {
            remote(format!(
                "no cached repository for {name} found. (try 'helm repo update'): {error}"
            ))
        })?;
        let catalog = Arc::new(read.catalog);
        catalogs.insert(name.clone(), Arc::clone(&catalog));
        Ok(catalog)
    }

    /// Takes note of a dependency that came.
    pub(crate) fn note(&self, taken: Taken) {
        self.taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(taken);
    }

    /// Takes note of what a registry had to say.
    pub(crate) fn note_said(&self, messages: &str) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.insert(messages.to_owned());
    }

    fn has_said(&self, line: &str) -> bool {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.contains(line)
    }

    /// The dependencies that came.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        let taken = self.taken.lock();
        taken.unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn access(&self, source: &Source) -> Access {
        match self
            .repositories
            .get(&source.name)
            .filter(|_| source.is_configured)
        {
            Some(repository) => Access::of(repository),
            None => Access {
                base: source.url.clone(),
                ..Access::default()
            },
        }
    }
}

fn remote(message: String) -> DependencyError {
    DependencyError::Remote {
        message,
        hint: None,
    }
}

impl RemoteSources {
    fn registry(&self) -> Result<&Registry, DependencyError> {
        self.registry
            .as_ref()
            .map_err(|error| remote(error.clone()))
    }

    /// Repositories, each once; those that go are known under the name of the one that stays from now on.
    fn unite<'r>(&self, repositories: &'r [Repository]) -> Vec<&'r Repository> {
        let kept = once_each(repositories);
        let mut twins = self.twins.lock().unwrap_or_else(PoisonError::into_inner);
        for repository in repositories {
            let same = |known: &&&Repository| plain_url(known) == plain_url(repository);
            if let Some(known) = kept.iter().find(same) {
                twins.insert(repository.name.clone(), known.name.clone());
            }
        }
        kept
    }

    /// The version of a chart in a registry: a plain one is taken as it is, a range asks for the tags.
    fn resolve_in_registry(
        &self,
        dependency: &Dependency,
    ) -> Result<Option<String>, DependencyError> {
        let Dependency {
            name,
            repository,
            version,
            ..
        } = dependency;
        if Version::parse(version).is_ok() {
            return Ok(Some(version.clone()));
        }
        let Ok(constraint) = Constraint::parse(version) else {
            return Ok(None);
        };
        let failed = |error: &dyn std::fmt::Display| {
            remote(format!(
                "could not retrieve list of tags for repository {repository}: {error}"
            ))
        };
        let reference =
            Reference::parse(&format!("{repository}/{name}")).map_err(|error| failed(&error))?;
        let versions = self
            .registry()?
            .versions(&reference)
            .map_err(|error| failed(&error))?;
        let fits = |version: &&String| {
            Version::parse(version).is_ok_and(|version| constraint.matches(&version))
        };
        // Helm leaves the version empty when no tag fits, and fails when it asks for that.
        Ok(versions.iter().find(fits).cloned())
    }
}

/// A URL without slashes at its end.
fn plain_url(repository: &Repository) -> &str {
    repository.url.trim_end_matches('/')
}

impl DependencySources for RemoteSources {
    fn configured(&self) -> Result<Vec<Source>, DependencyError> {
        let sources = self
            .repositories
            .repositories
            .iter()
            .map(|repository| Source {
                name: repository.name.clone(),
                url: repository.url.clone(),
                is_configured: true,
            });
        Ok(sources.collect())
    }

    fn refresh(&self, what: Refresh<'_>, print: &mut dyn FnMut(&str)) {
        let strangers: Vec<Repository>;
        let repositories: Vec<&Repository> = match what {
            Refresh::Configured => once_each(&self.repositories.repositories),
            Refresh::Unmanaged(sources) => {
                strangers = sources
                    .iter()
                    .map(|source| Repository {
                        name: source.name.clone(),
                        url: source.url.clone(),
                        ..Repository::default()
                    })
                    .collect();
                self.unite(&strangers)
            }
        };
        let is_configured = matches!(what, Refresh::Configured);
        update_all(&repositories, &self.places, &self.getters, &mut |updated| {
            let Repository { name, url, .. } = updated.repository;
            let shown = quote(if is_configured { name } else { url });
            match updated.result {
                Ok(_) => print(&format!(
                    "...Successfully got an update from the {shown} chart repository"
                )),
                Err(error) if is_configured => print(&format!(
                    "...Unable to get an update from the {shown} chart repository ({url}):\n\t{error}"
                )),
                Err(error) => print(&format!(
                    "...Unable to get an update from the {shown} chart repository:\n\t{error}"
                )),
            }
        });
        self.catalogs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    fn resolve(
        &self,
        dependency: &Dependency,
        source: Option<&Source>,
    ) -> Result<Option<String>, DependencyError> {
        let Some(source) = source else {
            return self.resolve_in_registry(dependency);
        };
        let catalog = self.catalog(source)?;
        let Dependency {
            name,
            repository,
            version,
            ..
        } = dependency;
        let chart = catalog.chart(name);
        let chart =
            chart.ok_or_else(|| remote(format!("{name} chart not found in repo {repository}")))?;
        let Ok(constraint) = Constraint::parse(version) else {
            return Ok(None);
        };
        let fits = |version: &str| {
            Version::parse(version).is_ok_and(|version| constraint.matches(&version))
        };
        let mut entries = chart.entries().filter(|entry| entry.url().is_some());
        Ok(entries
            .find(|entry| fits(entry.version()))
            .map(|entry| entry.version().to_owned()))
    }

    fn locate(
        &self,
        dependency: &Dependency,
        source: Option<&Source>,
    ) -> Result<Place, DependencyError> {
        let Some(source) = source else {
            let Dependency {
                name,
                repository,
                version,
                ..
            } = dependency;
            return Ok(Place {
                url: format!("{repository}/{name}:{version}"),
                digest: String::new(),
            });
        };
        let missing = |cause: &str| remote(format!("could not find : {cause}"));
        let catalog = self.catalog(source)?;
        let chart = catalog
            .chart(&dependency.name)
            .ok_or_else(|| missing("entry not found"))?;
        let entry = find_equal(chart.entries(), &dependency.version);
        let entry = entry.ok_or_else(|| missing("no matching version"))?;
        let url = entry.url().unwrap_or_default();
        Ok(Place {
            url: absolute_url(&dependency.repository, url).map_err(|error| missing(&error))?,
            digest: entry.digest().to_owned(),
        })
    }

    fn download(
        &self,
        dependency: &Dependency,
        source: Option<&Source>,
        place: &Place,
    ) -> Result<Download, DependencyError> {
        self.fetch(dependency, source, place)
    }
}

/// Repositories without those that have the URL of a later one, as Helm asks each URL once.
fn once_each(repositories: &[Repository]) -> Vec<&Repository> {
    let mut kept: Vec<&Repository> = Vec::new();
    for repository in repositories {
        match kept
            .iter_mut()
            .find(|known| plain_url(known) == plain_url(repository))
        {
            Some(known) => *known = repository,
            None => kept.push(repository),
        }
    }
    kept
}
