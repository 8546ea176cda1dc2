use regex_lite::Regex;
use steersman_semver::{Constraint, Version};

use super::Pattern;

/// Versions that are never replaced, deleted or removed once they are there.
#[derive(Clone, Debug)]
pub struct ImmutableRule {
    /// The repositories, by their paths.
    pub repos: Pattern,
    /// The charts, by their names.
    pub charts: Pattern,
    /// The versions, as a constraint; all when there is none.
    pub versions: Option<Constraint>,
    /// The versions, as a regular expression; all when there is none.
    pub tags: Option<Regex>,
}

impl ImmutableRule {
    /// Whether it is about that version.
    pub(super) fn names(&self, chart: &str, version: &str) -> bool {
        let fits = |constraint: &Constraint| {
            Version::parse(version).is_ok_and(|version| constraint.matches(&version))
        };
        self.charts.matches(chart)
            && self.versions.as_ref().is_none_or(fits)
            && self.tags.as_ref().is_none_or(|tags| tags.is_match(version))
    }
}
