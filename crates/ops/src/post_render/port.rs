use std::fmt;

/// Why a post-renderer did not do its work; joined with its sources by `": "` the text is Helm's.
pub type PostRenderFailure = Box<dyn std::error::Error + Send + Sync>;

/// Changes manifests before they are shown, recorded or written to a cluster.
pub trait PostRender: fmt::Debug + Send + Sync {
    /// What becomes of these manifests, a stream of YAML documents.
    ///
    /// # Errors
    /// When it does not do its work, or nothing comes out.
    fn run(&self, manifests: &[u8]) -> Result<Vec<u8>, PostRenderFailure>;
}
