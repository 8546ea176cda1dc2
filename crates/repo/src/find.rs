use steersman_index::{SelectError, read_catalog};

use crate::index_cache::fetch_index;
use crate::resolve::{Selection, Tell};
use crate::{Access, Getters, IndexCacheError, Resolved, absolute_url};

/// A repository that is given by its URL has no such chart. The messages are Helm's.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FindError {
    /// Its index cannot be had.
    #[error("looks like {url:?} is not a valid chart repository or cannot be reached: {cause}")]
    Unreachable {
        /// The repository.
        url: String,
        /// Why.
        cause: IndexCacheError,
    },
    /// It has no usable URL.
    #[error("{0}")]
    Url(String),
    /// It has no such chart or version.
    #[error("{chart} not found in {url} repository")]
    NotFound {
        /// What was looked for.
        chart: String,
        /// The repository.
        url: String,
        /// Why.
        cause: SelectError,
    },
    /// The version has no archive.
    #[error("{0} has no downloadable URLs")]
    NoArchive(String),
}

/// Finds a chart in a repository that is given by its URL, which is the base of `access`. Its index is not kept.
///
/// # Errors
/// [`FindError`]
pub fn find_in_repository(
    chart: &str,
    version: &str,
    access: &Access,
    getters: &Getters,
    tell: Tell<'_>,
) -> Result<Resolved, FindError> {
    let url = &access.base;
    let unreachable = |cause| match cause {
        IndexCacheError::Url(text) => FindError::Url(text),
        cause => FindError::Unreachable {
            url: shown(url),
            cause,
        },
    };
    let content = fetch_index(access, getters).map_err(unreachable)?;
    let read = read_catalog(&content).map_err(|error| unreachable(error.into()))?;
    tell(url, &read.skipped);
    let mut what = format!("chart {chart:?}");
    if !version.is_empty() {
        what = format!("{what} version {version:?}");
    }
    let selected = read
        .catalog
        .select(chart, version)
        .map_err(|cause| FindError::NotFound {
            chart: what.clone(),
            url: shown(url),
            cause,
        })?;
    let location = selected.entry.url().ok_or(FindError::NoArchive(what))?;
    let location = absolute_url(url, location)
        .map_err(|error| FindError::Url(format!("failed to make chart URL absolute: {error}")))?;
    Ok(Resolved {
        url: location,
        digest: selected.entry.digest().into(),
        access: access.clone(),
        selection: Some(Selection {
            name: chart.into(),
            version: selected.entry.version().into(),
            is_fallback: selected.is_fallback,
            is_of_range: selected.is_of_range,
        }),
    })
}

fn shown(url: &str) -> String {
    steersman_net::SafeUrl::parse(url).map_or_else(|_| url.into(), |url| url.to_string())
}
