//! The rules that one repository is under.

use std::sync::Arc;

use steersman_chart::Modified;

use super::{ImmutableRule, QuotaRule, RetentionRule};
use crate::catalog::Entry;
use crate::features::Features;
use crate::names::RepoPath;

/// The rules of one repository.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policy {
    pub(crate) quota: Option<QuotaRule>,
    immutable: Vec<ImmutableRule>,
    retention: Vec<RetentionRule>,
}

impl Policy {
    /// Of all rules those that are about this repository. Of quotas the first counts.
    pub(crate) fn of(features: &Features, repo: &RepoPath) -> Self {
        let path = repo.as_str();
        let quotas = features.quotas.iter();
        let immutable = features.immutable.iter();
        let retention = features.retention.iter();
        Self {
            quota: quotas
                .filter(|rule| rule.repos.matches(path))
                .map(QuotaRule::clone)
                .next(),
            immutable: immutable
                .filter(|rule| rule.repos.matches(path))
                .cloned()
                .collect(),
            retention: retention
                .filter(|rule| rule.repos.matches(path))
                .cloned()
                .collect(),
        }
    }

    /// Whether a version stays as it is for ever.
    pub(crate) fn is_immutable(&self, chart: &str, version: &str) -> bool {
        self.immutable.iter().any(|rule| rule.names(chart, version))
    }

    /// Whether there is a rule about the versions of that chart.
    pub(crate) fn retains(&self, chart: &str) -> bool {
        self.retention.iter().any(|rule| rule.charts.matches(chart))
    }

    /// The versions of one chart that the rules take away: by the first rule about the chart, and never what is
    /// immutable or was never here.
    pub(crate) fn doomed(&self, versions: &[Arc<Entry>], now: Modified) -> Vec<Arc<Entry>> {
        let Some(first) = versions.first() else {
            return Vec::new();
        };
        let mut rules = self.retention.iter();
        let Some(rule) = rules.find(|rule| rule.charts.matches(&first.name)) else {
            return Vec::new();
        };
        let mut doomed = rule.doomed(versions, now);
        doomed.retain(|entry| {
            entry.origin.is_none() && !self.is_immutable(&entry.name, &entry.version)
        });
        doomed
    }
}
