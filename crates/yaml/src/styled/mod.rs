//! Documents that keep their comments and the styles of their scalars, as programs of the kustomize family rewrite them.

mod comments;
mod document;
mod edit;
mod node;
mod read;
mod write;

pub use document::StyledDocument;
