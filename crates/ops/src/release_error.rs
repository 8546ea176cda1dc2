use steersman_chart::CoalesceError;
use steersman_diag::Diagnostic;
use steersman_plan::{BuildError, ClusterError, NotOwned, TwoNames};
use steersman_release::{StoreError, SystemLabel};
use thiserror::Error;

use crate::apply::ApplyError;
use crate::lease::LeaseError;
use crate::template::TemplateError;
use crate::{Evidence, InstallableError, WaitError};

/// Why a verb that changes a cluster failed. Joined with the sources by `": "` the texts are Helm's.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReleaseError {
    /// No cluster answers.
    #[error("{}kubernetes cluster unreachable", .prefix)]
    Unreachable {
        /// What an installation says before.
        prefix: &'static str,
        /// Why.
        source: Box<ClusterError>,
    },
    /// Secrets are only hidden where nothing is written.
    #[error("hiding Kubernetes secrets requires a dry-run mode")]
    HiddenForReal,
    /// There is a release of that name.
    #[error("release name check failed: cannot reuse a name that is still in use")]
    NameInUse,
    /// The name is none that a release can have; the whole text.
    #[error("{0}")]
    InvalidName(String),
    /// A revision is negative.
    #[error("invalid release revision")]
    InvalidRevision,
    /// There is no such revision.
    #[error("release has no {0} version")]
    NoRevision(i64),
    /// Nothing of that name is deployed.
    #[error("{0:?} has no deployed releases")]
    NoneDeployed(String),
    /// Somebody works on the release, or was cut off.
    #[error("another operation (install/upgrade/rollback) is in progress")]
    Pending,
    /// The release was uninstalled and its history kept.
    #[error("the release named {0:?} is already deleted")]
    AlreadyDeleted(String),
    /// What is to be uninstalled can not be read.
    #[error("uninstall: Release not loaded: {name}")]
    NotLoaded {
        /// The name.
        name: String,
        /// Why.
        source: StoreError,
    },
    /// The chart can not be installed as it is.
    #[error(transparent)]
    Installable(#[from] InstallableError),
    /// The chart can not be rendered.
    #[error(transparent)]
    Render(Box<TemplateError>),
    /// The values of the release before can not be brought together.
    #[error("failed to rebuild old values")]
    OldValues(#[source] CoalesceError),
    /// A label is storage's own.
    #[error(transparent)]
    SystemLabel(#[from] SystemLabel),
    /// A manifest means no objects.
    #[error("{}", .what)]
    Build {
        /// Which manifest, as Helm says it.
        what: &'static str,
        /// Why.
        source: Box<BuildError>,
    },
    /// What an upgrade renders means no objects.
    #[error(transparent)]
    Manifest(Box<BuildError>),
    /// The manifest of a hook means no object.
    #[error("{0}")]
    BuildHook(String, #[source] Box<BuildError>),
    /// An object is there already and belongs to somebody else.
    #[error("{}", .what)]
    Ownership {
        /// What can not go on, as Helm says it.
        what: &'static str,
        /// Why.
        source: Box<OwnershipError>,
    },
    /// A file of custom resource definitions can not be installed.
    #[error("failed to install CRD {file}")]
    Crd {
        /// The file.
        file: String,
        /// Why.
        source: Box<CrdError>,
    },
    /// An option does not go with another.
    #[error("{0}")]
    Options(&'static str),
    /// Objects could not be written.
    #[error(transparent)]
    Apply(Box<ApplyError>),
    /// Something did not become ready, or did not go.
    #[error(transparent)]
    Wait(#[from] WaitError),
    /// The cluster did not do what it was asked.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// Records could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Somebody else works on the release.
    #[error(transparent)]
    Lease(#[from] LeaseError),
    /// What happened, and why.
    #[error("{0}")]
    While(String, #[source] Box<Self>),
    /// Undoing failed too.
    #[error("{0}")]
    Undoing(String),
    /// The record holds what is no manifest.
    #[error("failed to delete release: {0}")]
    NotDeleted(String),
    /// Parts of an uninstallation failed.
    #[error("uninstallation completed with {} error(s): {}", .0.len(), .0.join("; "))]
    Uninstall(Vec<String>),
}

impl From<TemplateError> for ReleaseError {
    fn from(error: TemplateError) -> Self {
        Self::Render(Box::new(error))
    }
}

impl From<ApplyError> for ReleaseError {
    fn from(error: ApplyError) -> Self {
        Self::Apply(Box::new(error))
    }
}

impl From<Box<ApplyError>> for ReleaseError {
    fn from(error: Box<ApplyError>) -> Self {
        Self::Apply(error)
    }
}

impl ReleaseError {
    /// The same failure, with what was being done in front.
    pub(crate) fn during(self, what: impl Into<String>) -> Self {
        Self::While(what.into(), Box::new(self))
    }

    /// An installation that would take over what is there.
    pub(crate) fn not_installable(source: OwnershipError) -> Self {
        Self::Ownership {
            what: "unable to continue with install",
            source: Box::new(source),
        }
    }

    /// Whether somebody asked for the operation to end.
    pub fn is_cancelled(&self) -> bool {
        match self {
            Self::Cluster(ClusterError::Cancelled) => true,
            Self::While(_, error) => error.is_cancelled(),
            _ => false,
        }
    }

    /// What was found out about the objects that are to blame.
    pub fn evidence(&self) -> &[Evidence] {
        match self {
            Self::Wait(error) => &error.evidence,
            Self::While(_, error) => error.evidence(),
            _ => &[],
        }
    }

    /// Findings with their places.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        match self {
            Self::Render(error) => error.diagnostics(),
            Self::While(_, error) => error.diagnostics(),
            _ => Vec::new(),
        }
    }
}

/// Why an object can not become part of the release.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OwnershipError {
    /// It belongs to somebody else.
    #[error("{0} exists and cannot be imported into the current release")]
    Foreign(String, #[source] NotOwned),
    /// Whether it exists can not be found out.
    #[error("could not get information about the resource {0}")]
    Unknown(String, #[source] ClusterError),
    /// It has a name and asks for one.
    #[error(transparent)]
    TwoNames(#[from] TwoNames),
}

/// Why a file of custom resource definitions can not be installed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CrdError {
    /// There is nothing in it.
    #[error("file data is empty")]
    NoData,
    /// There are no objects in it.
    #[error("resources are empty")]
    NoObjects,
    /// It means no objects.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// Objects are stored in a version that would be gone.
    #[error(
        "CustomResourceDefinition {name:?}: version {version:?} would be dropped, and objects are stored in it"
    )]
    StoredVersion {
        /// The name of the definition.
        name: String,
        /// The version.
        version: String,
    },
    /// What can not change would.
    #[error("CustomResourceDefinition {name:?}: {field} would change from {before:?} to {after:?}")]
    Changed {
        /// The name of the definition.
        name: String,
        /// Which field.
        field: &'static str,
        /// Its value in the cluster.
        before: String,
        /// Its value in the chart.
        after: String,
    },
    /// What is there can not be read.
    #[error("could not get information about CustomResourceDefinition {0:?}")]
    Unknown(String, #[source] ClusterError),
    /// They could not be written.
    #[error(transparent)]
    Apply(#[from] ApplyError),
}

/// An error and its sources in one line, as it stands in records.
pub(crate) fn full_text(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
