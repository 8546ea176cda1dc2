use std::fmt;

/// Who works on a release.
pub trait Holder: fmt::Debug + Send + Sync {
    /// A name that nobody else has, as long as this runs.
    fn name(&self) -> &str;

    /// Whether whoever has that name is known to run no more. Not to know is to say no.
    fn is_gone(&self, name: &str) -> bool;
}
