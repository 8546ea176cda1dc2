use crate::Dependency;

/// The content of `Chart.lock` (or `requirements.lock`): which versions the dependencies resolved to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lock {
    /// When the lock was made, in RFC 3339.
    pub generated: String,
    /// The digest of the requested and the locked dependencies, `sha256:` and hex digits.
    pub digest: String,
    /// The locked dependencies: name, repository and exact version.
    pub dependencies: Vec<Dependency>,
}
