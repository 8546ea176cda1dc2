use steersman_chart::CoalesceError;
use steersman_diag::Diagnostic;
use steersman_manifest::ParseError;
use steersman_names::NameError;
use steersman_release::SystemLabel;
use steersman_render::{KubeVersionError, RenderError};
use thiserror::Error;

use super::OutputDocument;
use crate::installable::InstallableError;
use crate::{PostRenderError, ReleaseError};

/// Why `template` has no output. Joined with the sources by `": "` the texts are Helm's.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// The version of Kubernetes to assume is none.
    #[error("invalid kube version '{text}'")]
    KubeVersion {
        /// What the user wrote.
        text: String,
        /// What is wrong with it.
        source: KubeVersionError,
    },
    /// The chart is not one that can be installed as it is.
    #[error(transparent)]
    Installable(#[from] InstallableError),
    /// The name of the release is refused.
    #[error("{}release name {}", .prefix, steersman_value::fmt::quote(.name.as_bytes()))]
    ReleaseName {
        /// `release name check failed: `, which Helm 3 does not say.
        prefix: &'static str,
        /// The name.
        name: String,
        /// What is wrong with it.
        source: NameError,
    },
    /// Conditions, tags or imports of the dependencies can not be resolved.
    #[error("chart dependencies processing failed")]
    Dependencies(#[source] CoalesceError),
    /// The same in Helm 3, which adds nothing.
    #[error(transparent)]
    PlainDependencies(CoalesceError),
    /// A label is storage's own.
    #[error(transparent)]
    SystemLabel(#[from] SystemLabel),
    /// The chart can not be rendered.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// A rendered document is no manifest.
    #[error(transparent)]
    Manifest(#[from] Box<ParseError>),
    /// A post-renderer failed.
    #[error(transparent)]
    PostRender(#[from] PostRenderError),
    /// The cluster can not be asked, or would not take the objects.
    #[error(transparent)]
    Cluster(Box<ReleaseError>),
    /// No document comes from this path.
    #[error("could not find template {0} in chart")]
    NotFound(String),
}

impl From<ReleaseError> for TemplateError {
    fn from(error: ReleaseError) -> Self {
        match error {
            ReleaseError::Render(error) => *error,
            other => Self::Cluster(Box::new(other)),
        }
    }
}

impl TemplateError {
    /// Findings with their places.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        match self {
            Self::Render(error) => error.diagnostic().cloned().into_iter().collect(),
            Self::Manifest(error) => vec![crate::manifest_diagnostic::diagnose(error)],
            _ => Vec::new(),
        }
    }

    /// Whether the failure happened when templates were being rendered: Helm then advises to use `--debug`.
    pub fn is_render_phase(&self) -> bool {
        match self {
            Self::Render(error) => error.is_after_values(),
            Self::Manifest(_) | Self::PostRender(_) => true,
            _ => false,
        }
    }
}

/// A failure and what there is to show all the same.
#[derive(Debug, Error)]
#[error("{error}")]
pub struct TemplateFailure {
    /// What went wrong.
    pub error: Box<TemplateError>,
    /// What standard output gets before the error, when the request asks for it.
    pub stdout: Vec<u8>,
    /// Documents for files, which are written before the error is told.
    pub documents: Vec<OutputDocument>,
}

impl<E: Into<TemplateError>> From<E> for TemplateFailure {
    fn from(error: E) -> Self {
        Self {
            error: Box::new(error.into()),
            stdout: Vec::new(),
            documents: Vec::new(),
        }
    }
}
