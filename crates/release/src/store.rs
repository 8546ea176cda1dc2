use std::fmt;

use thiserror::Error;

use crate::{Release, Status, Summary};

/// Where the records of releases are kept.
///
/// A store sees the namespace it was made for, or all of them where that is allowed; writing always goes to the
/// namespace of the record.
pub trait ReleaseStore: fmt::Debug + Send + Sync {
    /// Adds a revision.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] when there is a record of that name and revision.
    fn create(&self, release: &Release) -> Result<(), StoreError>;

    /// Writes a revision over the one that is there.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    fn update(&self, release: &Release) -> Result<(), StoreError>;

    /// Reads one revision.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    fn get(&self, name: &str, version: u32) -> Result<Release, StoreError>;

    /// Reads what the query asks for, in no particular order. Records that can not be read are left out.
    fn query(&self, query: &Query<'_>) -> Result<Vec<Release>, StoreError>;

    /// What lists need of the records the query asks for. A store that can have it cheaper than by reading whole records
    /// should.
    fn summaries(&self, query: &Query<'_>) -> Result<Vec<Summary>, StoreError> {
        Ok(self.query(query)?.iter().map(Release::summary).collect())
    }

    /// Removes one revision.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    fn delete(&self, name: &str, version: u32) -> Result<(), StoreError>;

    /// Keeps what was found out about a revision that failed, for as long as its record is there; where it has none, until
    /// [`ReleaseStore::forget_evidence`]. A store that has no place for it keeps nothing.
    ///
    /// # Errors
    /// It can not be written.
    fn keep_evidence(&self, _release: &Release, _text: &[u8]) -> Result<(), StoreError> {
        Ok(())
    }

    /// Reads what was kept about a revision, or about the one that failed last.
    ///
    /// # Errors
    /// It can not be read.
    fn evidence(&self, _name: &str, _version: Option<u32>) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(None)
    }

    /// Removes what was kept about a revision that may have no record.
    ///
    /// # Errors
    /// It can not be removed.
    fn forget_evidence(&self, _name: &str, _version: u32) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Which records are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Query<'a> {
    /// Of the release of this name only.
    pub name: Option<&'a str>,
    /// With this status only.
    pub status: Option<Status>,
}

/// Why a store failed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No such record.
    #[error("release: not found")]
    NotFound,
    /// There is such a record already.
    #[error("release: already exists")]
    AlreadyExists,
    /// What keeps the records failed; the text is its own.
    #[error("{0}")]
    Backend(String),
}
