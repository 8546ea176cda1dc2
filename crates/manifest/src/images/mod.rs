//! Which container images the objects of manifests run, and manifests with other ones.

mod find;
mod guess;
mod model;
mod object;
mod rewrite;
mod walk;

pub use find::{ImageError, find_images};
pub use model::{ImagePlace, ImageRole};
pub use rewrite::{Rewritten, rewrite_images};
