use thiserror::Error;

use crate::Gvk;

/// Why a cluster did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ClusterError {
    /// The server answered with a failure.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The server does not serve this kind.
    #[error("no matches for kind \"{}\" in version \"{}\"", .0.kind, .0.api_version())]
    NoMatch(Gvk),
    /// No server could be reached; the text is Go's, as `Get "http://…/version": dial tcp …: connect: connection refused`.
    #[error("{0}")]
    Unreachable(String),
    /// The settings do not say how to reach a cluster, or say it wrongly.
    #[error("{0}")]
    Config(String),
    /// A call is about one object and does not name it.
    #[error("resource name may not be empty")]
    NoName,
    /// The time for it was over.
    #[error("context deadline exceeded")]
    Timeout,
    /// Somebody asked the program to stop.
    #[error("context canceled")]
    Cancelled,
    /// The adapter gave fewer answers than calls.
    #[error("the call was not answered")]
    Unanswered,
}

impl ClusterError {
    /// Whether the object does not exist.
    pub fn is_not_found(&self) -> bool {
        self.has_reason("NotFound")
    }

    /// Whether an object of that name is there already.
    pub fn is_already_exists(&self) -> bool {
        self.has_reason("AlreadyExists")
    }

    /// Whether somebody else wrote in between, or owns fields.
    pub fn is_conflict(&self) -> bool {
        self.has_reason("Conflict")
    }

    /// Whether the rights are missing.
    pub fn is_forbidden(&self) -> bool {
        self.has_reason("Forbidden")
    }

    fn has_reason(&self, reason: &str) -> bool {
        matches!(self, Self::Api(error) if error.reason == reason)
    }
}

/// A `Status` of the API with status `Failure`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct ApiError {
    /// The HTTP status.
    pub code: u16,
    /// The word programs go by, such as `NotFound`.
    pub reason: String,
    /// The text for people.
    pub message: String,
    /// Single causes: field (may be empty) and message.
    pub causes: Vec<(String, String)>,
}
