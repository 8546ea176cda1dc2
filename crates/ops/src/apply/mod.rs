//! Writing objects: making, changing and deleting them, all of one kind at once, one kind after the other.

mod create;
mod delete;
mod error;
mod update;

pub(crate) use create::create_all;
pub(crate) use delete::{delete_all, delete_call};
pub use error::ApplyError;
pub(crate) use update::{UpdateFailure, UpdateOptions, update_all};

use steersman_plan::Resource;
use steersman_release::ApplyMethod;

/// How new objects are made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CreateOptions {
    pub(crate) method: ApplyMethod,
    /// Whether server-side apply takes fields from other owners.
    pub(crate) force: bool,
}

/// The runs of objects of one kind.
fn kind_runs(resources: &[Resource]) -> impl Iterator<Item = &[Resource]> {
    resources.chunk_by(|a, b| a.target.gvk.kind == b.target.gvk.kind)
}
