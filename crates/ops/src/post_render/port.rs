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

    /// What it wants to be given.
    fn scope(&self) -> PostRenderScope {
        PostRenderScope::Stream
    }
}

/// What a post-renderer is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostRenderScope {
    /// All manifests in one stream, as Helm gives them to programs: it reads and writes them for that.
    Stream,
    /// The text of each rendered file, as it is: nothing changes but what the post-renderer changes.
    Files,
}
