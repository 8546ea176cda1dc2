use std::fmt;

use thiserror::Error;

use super::PostRenderFailure;

/// Why there are no post-rendered manifests.
#[derive(Debug, Error)]
#[error("{step}")]
pub struct PostRenderError {
    /// What was being done.
    pub step: PostRenderStep,
    /// Why it failed.
    pub source: PostRenderFailure,
}

/// A step on the way through a post-renderer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostRenderStep {
    /// Making one stream of all files.
    Merge,
    /// Running the post-renderer.
    Run,
    /// Making files of what it printed.
    Split,
}

impl fmt::Display for PostRenderStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Merge => "error merging manifests",
            Self::Run => "error while running post render on files",
            Self::Split => "error while parsing post rendered output",
        })
    }
}
