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
pub(super) fn kind_runs(resources: &[Resource]) -> impl Iterator<Item = &[Resource]> {
    resources.chunk_by(|a, b| a.target.gvk.kind == b.target.gvk.kind)
}
