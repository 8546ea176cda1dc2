use steersman_chart::CoalesceError;
use steersman_names::HelmDialect;
use steersman_plan::{BuildError, ClusterError, SelectorError};
use steersman_release::StoreError;
use thiserror::Error;

/// Why records could not be read. Joined with the sources by `": "` the texts are Helm's.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// No cluster answers.
    #[error("{}ubernetes cluster unreachable", if *dialect == HelmDialect::V3_22 { 'K' } else { 'k' })]
    Unreachable {
        /// Whose text it is.
        dialect: HelmDialect,
        /// Why.
        source: ClusterError,
    },
    /// No release can have the name.
    #[error("{}elease name is invalid: {name}", if *.of_content { "releaseContent: R" } else { "r" })]
    InvalidName {
        /// Whether a revision was asked for, not the history.
        of_content: bool,
        /// The name.
        name: String,
    },
    /// The filter is no regular expression.
    #[error("{0}")]
    Filter(String),
    /// The selector is none.
    #[error(transparent)]
    Selector(#[from] SelectorError),
    /// The records cannot be had.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The manifest of the record means no objects here.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The values of chart and user do not go together.
    #[error(transparent)]
    Values(#[from] CoalesceError),
}
