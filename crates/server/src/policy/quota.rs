use super::Pattern;
use crate::catalog::Entry;

/// What repositories may hold, each of them. `None` is any number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaRule {
    /// The repositories it is for, by their paths; at depth 0 the path is empty.
    pub repos: Pattern,
    /// Bytes of all packages.
    pub bytes: Option<u64>,
    /// Names of charts.
    pub charts: Option<u64>,
    /// Versions of all charts.
    pub versions: Option<u64>,
}

/// What a repository holds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Holding {
    bytes: u64,
    charts: u64,
    versions: u64,
}

impl Holding {
    /// Counts entries, which come in the order of their names.
    pub(crate) fn of<'a>(entries: impl Iterator<Item = &'a Entry>) -> Self {
        let mut all = Self::default();
        let mut last: Option<&str> = None;
        for entry in entries {
            all.bytes += entry.size;
            all.versions += 1;
            all.charts += u64::from(last != Some(&entry.name));
            last = Some(&entry.name);
        }
        all
    }
}

impl QuotaRule {
    /// What a repository holds too much of.
    pub(crate) fn exceeded(&self, holding: Holding) -> Option<String> {
        let limits = [
            ("versions", holding.versions, self.versions),
            ("charts", holding.charts, self.charts),
            ("bytes", holding.bytes, self.bytes),
        ];
        let above = limits.into_iter().find_map(|(what, had, limit)| {
            let limit = limit.filter(|limit| had > *limit)?;
            Some((what, limit))
        });
        above.map(|(what, limit)| reached(limit, what))
    }

    /// What forbids another package: of that size, of a chart that is new or not, in place of one of `replaced` bytes.
    pub(crate) fn refuse(
        &self,
        holding: Holding,
        size: u64,
        is_new_chart: bool,
        replaced: Option<u64>,
    ) -> Option<String> {
        let versions = holding.versions + u64::from(replaced.is_none());
        let charts = holding.charts + u64::from(is_new_chart);
        let bytes = (holding.bytes + size).saturating_sub(replaced.unwrap_or_default());
        for (what, wanted, had, limit) in [
            ("versions", versions, holding.versions, self.versions),
            ("charts", charts, holding.charts, self.charts),
            ("bytes", bytes, holding.bytes, self.bytes),
        ] {
            // Whoever is above a limit that came later may still replace by something smaller.
            if let Some(limit) = limit
                && wanted > limit
                && wanted > had
            {
                return Some(reached(limit, what));
            }
        }
        None
    }
}

fn reached(limit: u64, what: &str) -> String {
    format!("repo has reached its quota of {limit} {what}")
}

#[cfg(test)]
mod tests {
    use super::{Holding, QuotaRule};
    use crate::policy::Pattern;

    #[test]
    fn each_limit_counts() {
        let holding = Holding {
            bytes: 100,
            charts: 2,
            versions: 5,
        };
        let rule = |bytes, charts, versions| QuotaRule {
            repos: Pattern::any(),
            bytes,
            charts,
            versions,
        };
        for (rule, size, is_new, replaced, expected) in [
            (rule(None, None, None), 10, true, None, None),
            (rule(Some(110), None, None), 10, false, None, None),
            (
                rule(Some(109), None, None),
                10,
                false,
                None,
                Some("109 bytes"),
            ),
            (rule(Some(100), None, None), 10, false, Some(10), None),
            (rule(None, Some(2), None), 1, false, None, None),
            (rule(None, Some(2), None), 1, true, None, Some("2 charts")),
            (
                rule(None, None, Some(5)),
                1,
                false,
                None,
                Some("5 versions"),
            ),
            (rule(None, None, Some(5)), 1, false, Some(1), None),
            (rule(Some(50), None, None), 1, false, Some(10), None),
        ] {
            let refused = rule.refuse(holding, size, is_new, replaced);
            let expected = expected.map(|end| format!("repo has reached its quota of {end}"));
            assert_eq!(refused, expected, "{rule:?}");
        }
    }
}
