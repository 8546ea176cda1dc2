//! Gathering the charts of a bundle.

use std::collections::{BTreeMap, BTreeSet};

use steersman_chart::archive::Limits;
use steersman_chart::{Metadata, load_archive};
use steersman_index::Repositories;
use steersman_names::Sha256;
use steersman_repo::load_repositories;

use super::dependencies::{elsewhere, fetch_dependency};
use super::fetch::{Fetched, fetch_named, keep};
use crate::command::Flags;
use crate::context::Context;
use crate::error::CliError;
use crate::provenance::{Candidate, verify_candidate};
use crate::registry::registry_client;
use crate::sources::{getters, places};

/// How many charts a bundle may have.
const MAX_CHARTS: usize = 10_000;

/// A chart that was gathered; its archive is in the content cache.
#[derive(Debug)]
pub(crate) struct Gathered {
    pub(crate) metadata: Metadata,
    pub(crate) digest: Sha256,
    pub(crate) provenance: Option<Vec<u8>>,
    /// Manifest and configuration, of charts in registries.
    pub(crate) registry: Option<(Vec<u8>, Vec<u8>)>,
    pub(crate) source: String,
    /// The charts that depend on it.
    pub(crate) needed_by: BTreeSet<String>,
    /// Whether the user named it.
    pub(crate) is_wanted: bool,
}

impl Gathered {
    fn title(&self) -> String {
        format!("{} {}", self.metadata.name, self.metadata.version)
    }
}

/// Gets the charts that the operands name, and what they depend on, sorted by name and version.
///
/// # Errors
/// Why one of them cannot be had, or that there are two under one name.
pub(crate) fn gather(flags: &Flags, context: &mut Context<'_>) -> Result<Vec<Gathered>, CliError> {
    let getters = getters(context);
    let registry = registry_client(flags, context)?;
    let places = places(context.settings);
    let repositories = match load_repositories(&places.config) {
        Err(error) if error.is_missing() => Repositories::default(),
        other => other.map_err(|error| CliError::from_error(&error))?,
    };
    let mut charts = Charts::default();
    let mut rest = Vec::new();
    for operand in flags.operands() {
        let fetched = fetch_named(operand, flags, (&getters, &registry), context)?;
        rest.extend(charts.add(fetched, None, flags, context)?);
    }
    let mut seen = BTreeSet::new();
    while let Some((parent, dependency)) = rest.pop() {
        if flags.switch("skip-dependencies") {
            break;
        }
        let key = (
            dependency.name.clone(),
            dependency.version.clone(),
            dependency.repository.clone(),
        );
        if let Some(known) = charts.0.get_mut(&key.0).and_then(|all| all.get_mut(&key.1)) {
            known.needed_by.insert(parent.clone());
        }
        if !seen.insert(key) {
            continue;
        }
        let fetched = fetch_dependency(
            &dependency,
            (&getters, &registry),
            (&places, &repositories),
            context,
        )
        .map_err(|error| CliError {
            message: format!(
                "failed to get {} {}, which {parent} depends on: {}",
                dependency.name, dependency.version, error.message
            ),
            ..error
        })?;
        rest.extend(charts.add(fetched, Some(&parent), flags, context)?);
    }
    Ok(charts
        .0
        .into_values()
        .flat_map(BTreeMap::into_values)
        .collect())
}

/// Charts by name and version.
#[derive(Default)]
struct Charts(BTreeMap<String, BTreeMap<String, Gathered>>);

impl Charts {
    /// Adds a chart; the dependencies to get next, with its name.
    fn add(
        &mut self,
        fetched: Fetched,
        parent: Option<&str>,
        flags: &Flags,
        context: &Context<'_>,
    ) -> Result<Vec<(String, steersman_chart::Dependency)>, CliError> {
        let limits = Limits::of(context.dialect);
        let chart = load_archive(&fetched.archive, context.dialect, &limits)
            .map_err(|error| {
                let failure = CliError::from_error(&error);
                CliError {
                    message: format!("{}: {}", fetched.source, failure.message),
                    ..failure
                }
            })?
            .chart;
        if flags.switch("verify") {
            verify(&fetched, &chart.metadata, flags, context)?;
        }
        let digest = keep(&fetched.archive, context)?;
        let new = Gathered {
            digest,
            provenance: fetched.provenance,
            registry: fetched.registry,
            source: fetched.source,
            needed_by: parent.map(str::to_owned).into_iter().collect(),
            is_wanted: parent.is_none(),
            metadata: chart.metadata.clone(),
        };
        let title = new.title();
        let versions = self.0.entry(new.metadata.name.clone()).or_default();
        if let Some(known) = versions.get_mut(&new.metadata.version) {
            if known.digest != new.digest {
                return Err(CliError::new(format!(
                    "there are two charts {title} that are not the same: {} has the digest {}, and {} has {}",
                    known.source, known.digest, new.source, new.digest
                )));
            }
            known.needed_by.extend(new.needed_by);
            known.is_wanted |= new.is_wanted;
            return Ok(Vec::new());
        }
        versions.insert(new.metadata.version.clone(), new);
        if self.0.values().map(BTreeMap::len).sum::<usize>() > MAX_CHARTS {
            return Err(CliError::new(format!(
                "a bundle has at most {MAX_CHARTS} charts"
            )));
        }
        let dependencies = elsewhere(&chart).into_iter();
        Ok(dependencies
            .map(|dependency| (title.clone(), dependency))
            .collect())
    }
}

fn verify(
    fetched: &Fetched,
    metadata: &Metadata,
    flags: &Flags,
    context: &Context<'_>,
) -> Result<(), CliError> {
    let file_name = steersman_chart::pack::archive_name(metadata);
    let provenance = fetched.provenance.as_deref().ok_or_else(|| {
        CliError::new(format!(
            "{file_name} has no provenance file, and --verify wants one"
        ))
    })?;
    verify_candidate(&Candidate {
        archive: &fetched.archive,
        provenance,
        file_name: &file_name,
        keyring: &flags.text_or_default("keyring", context.settings),
    })
    .map(drop)
}
