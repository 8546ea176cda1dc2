use std::fmt;

use crate::Version;
use crate::quote::quoted;

/// How a version fails a constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Relation {
    /// The version is a pre-release and no part of the constraint names one.
    Prerelease,
    /// The version equals the one that is excluded.
    Equal,
    /// The version does not equal the one that is asked for.
    NotEqual,
    /// The version is too small.
    Less,
    /// The version is too small, or exactly the excluded bound.
    LessOrEqual,
    /// The version is too large.
    Greater,
    /// The version is too large, or exactly the excluded bound.
    GreaterOrEqual,
    /// The major versions differ.
    Major,
    /// The major or minor versions differ.
    MajorOrMinor,
    /// The minor versions differ where `^` on major version 0 wants them equal.
    MinorOfZero,
    /// The minor versions differ where `^` on version 0.0 wants them equal.
    Minor,
    /// The versions differ where `^` on version 0.0 wants them equal.
    Exact,
}

/// Why a version does not satisfy a constraint; displays as the Go library words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    pub(crate) version: String,
    pub(crate) bound: String,
    pub(crate) relation: Relation,
}

impl Mismatch {
    pub(crate) fn new(version: &Version, bound: &str, relation: Relation) -> Self {
        Self {
            version: version.to_string(),
            bound: bound.into(),
            relation,
        }
    }

    /// How the version fails.
    pub fn relation(&self) -> Relation {
        self.relation
    }

    /// The version inside the constraint, as it is written there.
    pub fn bound(&self) -> &str {
        &self.bound
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (middle, end) = match self.relation {
            Relation::Prerelease => {
                let version = quoted(&self.version);
                return write!(
                    f,
                    "{version} is a prerelease version and the constraint is only looking for release versions"
                );
            }
            Relation::Equal => ("is equal to", ""),
            Relation::NotEqual => ("is not equal to", ""),
            Relation::Less => ("is less than", ""),
            Relation::LessOrEqual => ("is less than or equal to", ""),
            Relation::Greater => ("is greater than", ""),
            Relation::GreaterOrEqual => ("is greater than or equal to", ""),
            Relation::Major => ("does not have same major version as", ""),
            Relation::MajorOrMinor => ("does not have same major and minor version as", ""),
            Relation::MinorOfZero => (
                "does not have same minor version as",
                ". Expected minor versions to match when constraint major version is 0",
            ),
            Relation::Minor => ("does not have same minor version as", ""),
            Relation::Exact => (
                "does not equal",
                ". Expect version and constraint to equal when major and minor versions are 0",
            ),
        };
        write!(
            f,
            "{} {middle} {}{end}",
            quoted(&self.version),
            quoted(&self.bound)
        )
    }
}
