use steersman_semver::{Constraint, Version};

use crate::{ChartVersion, Index};

impl Index {
    /// Adds what another index has and this one has not.
    pub fn merge(&mut self, other: Self) {
        for version in other.entries.into_values().flatten() {
            if !self.has(&version) {
                self.add(version);
            }
        }
    }

    /// Whether there is a version that the version of `wanted`, taken for a range, would select: that is how Helm
    /// compares.
    fn has(&self, wanted: &ChartVersion) -> bool {
        let Some(versions) = self.entries.get(&wanted.metadata.name) else {
            return false;
        };
        let wanted = &wanted.metadata.version;
        let Ok(constraint) = Constraint::parse(wanted) else {
            return false;
        };
        versions.iter().any(|version| {
            let version = &version.metadata.version;
            version == wanted
                || Version::parse(version).is_ok_and(|version| constraint.matches(&version))
        })
    }
}
