use std::fmt;

use steersman_names::{HelmDialect, ReleaseName};
use steersman_plan::Cluster;
use steersman_release::{History, Query, Release, ReleaseStore, StoreError};

use super::ReadError;

/// Where records are read.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// Which Helm is reproduced.
    pub dialect: HelmDialect,
    /// The cluster of the releases.
    pub cluster: &'a dyn Cluster,
    /// Their records.
    pub releases: &'a dyn ReleaseStore,
}

impl Source<'_> {
    /// Reads a revision of a release, the newest one when it is 0 or less.
    ///
    /// The labels that storage sets are there only for the newest one, as in Helm.
    ///
    /// # Errors
    /// [`ReadError`]
    pub fn content(&self, name: &str, revision: i64) -> Result<Release, ReadError> {
        self.check_name(name, true)?;
        if revision > 0 {
            let version = u32::try_from(revision).map_err(|_| StoreError::NotFound)?;
            let mut release = self
                .releases
                .get(name, version)
                .map_err(|error| self.explain(error))?;
            release.system_labels.clear();
            return Ok(release);
        }
        let last = self.revisions(name)?.into_last();
        last.ok_or_else(|| StoreError::NotFound.into())
    }

    pub(super) fn revisions(&self, name: &str) -> Result<History, ReadError> {
        let query = Query {
            name: Some(name),
            ..Query::default()
        };
        let found = self
            .releases
            .query(&query)
            .map_err(|error| self.explain(error))?;
        if found.is_empty() {
            return Err(StoreError::NotFound.into());
        }
        Ok(History::new(found))
    }

    pub(super) fn check_name(&self, name: &str, of_content: bool) -> Result<(), ReadError> {
        if name.parse::<ReleaseName>().is_ok() {
            return Ok(());
        }
        self.check_reachable()?;
        Err(ReadError::InvalidName {
            of_content,
            name: name.to_owned(),
        })
    }

    /// The failure of the records, unless it comes of the cluster being out of reach.
    pub(super) fn explain(&self, error: StoreError) -> ReadError {
        match (&error, self.check_reachable()) {
            (StoreError::Backend(_), Err(unreachable)) => unreachable,
            _ => error.into(),
        }
    }

    pub(super) fn check_reachable(&self) -> Result<(), ReadError> {
        if self.cluster.is_stub() {
            return Ok(());
        }
        let unreachable = |source| ReadError::Unreachable {
            dialect: self.dialect,
            source,
        };
        self.cluster.version().map(|_| ()).map_err(unreachable)
    }
}

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("dialect", &self.dialect)
            .field("cluster", &self.cluster)
            .field("releases", &self.releases)
            .finish()
    }
}
