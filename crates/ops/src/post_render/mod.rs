//! Post-renderers: programs that change manifests between rendering and everything else.

mod documents;
mod error;
mod port;
mod run;

pub use error::{PostRenderError, PostRenderStep};
pub use port::{PostRender, PostRenderFailure, PostRenderScope};
pub(crate) use run::{post_render, post_render_text};
