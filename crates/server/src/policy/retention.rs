use std::sync::Arc;

use regex_lite::Regex;
use steersman_chart::Modified;
use steersman_semver::{Constraint, Version};

use super::Pattern;
use crate::catalog::{Entry, compare_versions};

/// Which versions a rule looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prereleases {
    /// All versions.
    #[default]
    Too,
    /// Only pre-releases; releases stay.
    Only,
    /// Only releases; pre-releases stay.
    Never,
}

/// Which versions of charts stay. A version goes when the rule looks at it and none of its `keep` lines holds it.
#[derive(Clone, Debug)]
pub struct RetentionRule {
    /// The repositories, by their paths.
    pub repos: Pattern,
    /// The charts, by their names.
    pub charts: Pattern,
    /// Which versions it looks at.
    pub prereleases: Prereleases,
    /// Keeps so many of the newest uploads.
    pub keep_last: Option<usize>,
    /// Keeps what was uploaded in the last so many seconds.
    pub keep_newer_than: Option<u64>,
    /// Keeps versions that match.
    pub keep_tag: Option<Regex>,
    /// Keeps versions that satisfy.
    pub keep_versions: Option<Constraint>,
}

impl RetentionRule {
    /// The versions of one chart that go, in the order given.
    pub(super) fn doomed(&self, versions: &[Arc<Entry>], now: Modified) -> Vec<Arc<Entry>> {
        let mut seen: Vec<&Arc<Entry>> = versions
            .iter()
            .filter(|entry| self.looks_at(&entry.version))
            .collect();
        seen.sort_by(|left, right| {
            let newest_first = right.created.cmp(&left.created);
            newest_first.then_with(|| compare_versions(&right.version, &left.version))
        });
        let kept_by_place = self.keep_last.unwrap_or_default();
        seen.into_iter()
            .skip(kept_by_place)
            .filter(|entry| !self.keeps(entry, now))
            .map(Arc::clone)
            .collect()
    }

    fn looks_at(&self, version: &str) -> bool {
        let is_prerelease =
            || Version::parse(version).is_ok_and(|version| !version.prerelease().is_empty());
        match self.prereleases {
            Prereleases::Too => true,
            Prereleases::Only => is_prerelease(),
            Prereleases::Never => !is_prerelease(),
        }
    }

    fn keeps(&self, entry: &Entry, now: Modified) -> bool {
        let age = now.seconds.saturating_sub(entry.created.seconds);
        let is_new = |limit: u64| u64::try_from(age).map_or(true, |age| age < limit);
        let fits = |constraint: &Constraint| {
            Version::parse(&entry.version).is_ok_and(|version| constraint.matches(&version))
        };
        self.keep_newer_than.is_some_and(is_new)
            || self
                .keep_tag
                .as_ref()
                .is_some_and(|tag| tag.is_match(&entry.version))
            || self.keep_versions.as_ref().is_some_and(fits)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use regex_lite::Regex;
    use steersman_chart::Modified;
    use steersman_semver::Constraint;

    use super::{Pattern, Prereleases, RetentionRule};
    use crate::catalog::Entry;

    fn uploaded(versions: &[&str]) -> Vec<Arc<Entry>> {
        let entry = |(n, version): (usize, &&str)| {
            Arc::new(Entry {
                name: "web".into(),
                version: (*version).into(),
                file: format!("web-{version}.tgz").into(),
                size: 1,
                created: Modified::from_seconds(1000 + 100 * i64::try_from(n).unwrap()),
                digest: [0; 32],
                metadata: "{}".into(),
                origin: None,
            })
        };
        versions.iter().enumerate().map(entry).collect()
    }

    fn rule() -> RetentionRule {
        RetentionRule {
            repos: Pattern::any(),
            charts: Pattern::any(),
            prereleases: Prereleases::Too,
            keep_last: None,
            keep_newer_than: None,
            keep_tag: None,
            keep_versions: None,
        }
    }

    #[test]
    fn what_no_line_keeps_goes() {
        let versions = uploaded(&[
            "1.0.0",
            "1.1.0-rc.1",
            "1.1.0",
            "2.0.0-rc.1",
            "2.0.0",
            "1.1.1",
        ]);
        let now = Modified::from_seconds(1600);
        for (rule, expected) in [
            (
                RetentionRule {
                    keep_last: Some(2),
                    ..rule()
                },
                "2.0.0-rc.1 1.1.0 1.1.0-rc.1 1.0.0",
            ),
            (
                RetentionRule {
                    keep_last: Some(2),
                    keep_tag: Regex::new(r"^v?[0-9]+\.0\.0$").ok(),
                    ..rule()
                },
                "2.0.0-rc.1 1.1.0 1.1.0-rc.1",
            ),
            (
                RetentionRule {
                    keep_newer_than: Some(301),
                    ..rule()
                },
                "1.1.0 1.1.0-rc.1 1.0.0",
            ),
            (
                RetentionRule {
                    prereleases: Prereleases::Only,
                    keep_last: Some(1),
                    ..rule()
                },
                "1.1.0-rc.1",
            ),
            (
                RetentionRule {
                    prereleases: Prereleases::Never,
                    keep_last: Some(1),
                    ..rule()
                },
                "2.0.0 1.1.0 1.0.0",
            ),
            (
                RetentionRule {
                    keep_versions: Constraint::parse(">=1.1.0").ok(),
                    ..rule()
                },
                "2.0.0-rc.1 1.1.0-rc.1 1.0.0",
            ),
        ] {
            let doomed = rule.doomed(&versions, now);
            let names: Vec<&str> = doomed.iter().map(|entry| &*entry.version).collect();
            assert_eq!(names.join(" "), expected, "{rule:?}");
        }
    }
}
