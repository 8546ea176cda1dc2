//! `corpus/known-differences.toml`: what differs from Helm on purpose, each with its reason.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use fs_err as fs;
use serde::Deserialize;

use super::suite::{Dialect, Outcome, Verdict};

/// The list, which can only shrink: a listed case that agrees fails the run.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KnownDifferences {
    #[serde(default)]
    difference: Vec<Difference>,
}

/// One case that differs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    kind: String,
    id: String,
    reason: String,
    /// The Helm it is about; all when it is not said.
    #[serde(default)]
    helm: Option<String>,
}

impl KnownDifferences {
    /// Reads the list; no file is an empty list.
    pub(crate) fn load(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let list: Self = toml::from_str(&fs::read_to_string(path)?)
            .with_context(|| format!("failed to read {}", path.display()))?;
        for entry in &list.difference {
            if entry.reason.trim().is_empty() {
                bail!("{}: {} has no reason", path.display(), entry.id);
            }
        }
        Ok(list)
    }

    /// The reason why this outcome is known, if it is.
    pub(crate) fn reason(&self, outcome: &Outcome, dialect: Dialect) -> Option<&str> {
        self.difference
            .iter()
            .find(|entry| {
                entry.kind == outcome.kind
                    && entry.id == outcome.id
                    && entry
                        .helm
                        .as_deref()
                        .is_none_or(|helm| helm == dialect.name())
            })
            .map(|entry| entry.reason.as_str())
    }

    /// The ids that are listed under a kind.
    pub(crate) fn listed<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> + Clone {
        let listed = self.difference.iter();
        let listed = listed.filter(move |entry| entry.kind == kind);
        listed.map(|entry| entry.id.as_str())
    }

    /// Listed cases that agree and have to leave the list.
    pub(crate) fn outdated<'a>(
        &self,
        outcomes: &'a [Outcome],
        dialect: Dialect,
    ) -> Vec<&'a Outcome> {
        outcomes
            .iter()
            .filter(|outcome| matches!(outcome.verdict, Verdict::Same))
            .filter(|outcome| self.reason(outcome, dialect).is_some())
            .collect()
    }
}
