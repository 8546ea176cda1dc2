//! Where the dependencies of a chart in a bundle are.

use steersman_chart::{Chart, Dependency};
use steersman_index::{Repositories, Repository};
use steersman_oci::{Registry, is_oci};
use steersman_repo::{
    Access, Getters, Places, Reference, RepoError, Resolved, find_in_repository, resolve,
};

use super::fetch::{Fetched, from_registry, from_repository};
use crate::context::Context;
use crate::error::CliError;
use crate::sources::with_hint;

/// The dependencies of a chart that are charts of their own somewhere: those in its lock, or those it declares.
/// Dependencies in folders are in the chart and nowhere else.
pub(super) fn elsewhere(chart: &Chart) -> Vec<Dependency> {
    let locked = chart.lock.as_ref().map(|lock| &lock.dependencies);
    let declared = locked.map_or_else(|| chart.metadata.dependencies(), Vec::as_slice);
    let dependencies = declared.iter().filter(|dependency| {
        !dependency.repository.is_empty() && !dependency.repository.starts_with("file://")
    });
    dependencies.cloned().collect()
}

/// Gets a dependency.
pub(super) fn fetch_dependency(
    dependency: &Dependency,
    (getters, registry): (&Getters, &Registry),
    (places, repositories): (&Places, &Repositories),
    context: &Context<'_>,
) -> Result<Fetched, CliError> {
    let Dependency {
        name,
        repository,
        version,
        ..
    } = dependency;
    if is_oci(repository) {
        let reference = format!("{}/{name}", repository.trim_end_matches('/'));
        return from_registry(&reference, version, registry);
    }
    let alias = repository
        .strip_prefix('@')
        .or_else(|| repository.strip_prefix("alias:"));
    let plain = |url: &str| url.trim_end_matches('/').to_owned();
    let known = repositories.repositories.iter().find(|known| match alias {
        Some(alias) => known.name == alias,
        None => plain(&known.url) == plain(repository),
    });
    let found = match (known, alias) {
        (Some(known), _) => in_configured(known, dependency, getters, places)?,
        (None, Some(alias)) => {
            return Err(CliError::new(format!("repo {alias} not found"))
                .hint(format!("`repo add {alias} URL` adds it")));
        }
        (None, None) => {
            let access = Access {
                base: repository.clone(),
                ..Access::default()
            };
            in_stranger(dependency, &access, getters)?
        }
    };
    from_repository(&found, getters, context)
}

fn in_configured(
    known: &Repository,
    dependency: &Dependency,
    getters: &Getters,
    places: &Places,
) -> Result<Resolved, CliError> {
    let reference = Reference {
        text: &format!("{}/{}", known.name, dependency.name),
        version: &dependency.version,
        access: Access::default(),
    };
    match resolve(&reference, places, &mut |_, _| {}) {
        // Nobody has asked this repository for its index yet.
        Err(RepoError::NoIndex(_)) => in_stranger(dependency, &Access::of(known), getters),
        other => other.map_err(|error| CliError::from_error(&error)),
    }
}

fn in_stranger(
    dependency: &Dependency,
    access: &Access,
    getters: &Getters,
) -> Result<Resolved, CliError> {
    let Dependency { name, version, .. } = dependency;
    find_in_repository(name, version, access, getters, &mut |_, _| {})
        .map_err(|error| with_hint(&error, None::<&str>))
}
