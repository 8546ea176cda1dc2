//! What the suites share: the settings of a run, and the outcome of a case.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use regex_lite::Regex;

use crate::workspace::Workspace;

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Everything that is compared is equal.
    Same,
    /// The right failure with the same core message in other words around it.
    SameCore(String),
    /// Something differs; the note says what.
    Differs(String),
    /// The case could not be judged; the note says why.
    Skipped(String),
}

/// One judged case.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    /// The kind it counts under.
    pub(crate) kind: String,
    /// Its name within the kind.
    pub(crate) id: String,
    /// How it ended.
    pub(crate) verdict: Verdict,
}

/// Which Helm the program is asked to reproduce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// The default, Helm 4.3.
    Helm4,
    /// `STEER_HELM_COMPAT=3.22`.
    Helm3,
}

impl Dialect {
    /// What known-differences.toml calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Helm4 => "4.3",
            Self::Helm3 => "3.22",
        }
    }
}

/// The settings of one run.
#[derive(Debug)]
pub(crate) struct Setting<'a> {
    /// Where things are.
    pub(crate) workspace: &'a Workspace,
    /// The program under test.
    pub(crate) program: PathBuf,
    /// Which Helm it reproduces.
    pub(crate) dialect: Dialect,
    /// The kinds asked for; empty means all.
    pub(crate) kinds: Vec<String>,
    /// Searched in the id of each case.
    pub(crate) filter: Regex,
    /// Only every n-th case of the shared charts and snippets.
    pub(crate) sample: usize,
    /// Threads.
    pub(crate) jobs: usize,
}

impl Setting<'_> {
    /// Whether a kind was asked for.
    pub(crate) fn wants(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|wanted| wanted == kind)
    }

    /// The variables that choose the dialect.
    pub(crate) fn environment(&self) -> Vec<(String, OsString)> {
        match self.dialect {
            Dialect::Helm4 => Vec::new(),
            Dialect::Helm3 => vec![("STEER_HELM_COMPAT".to_owned(), "3.22".into())],
        }
    }
}

/// Counts of one kind, or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    /// Cases that agree, including those by core message.
    pub(crate) passed: usize,
    /// Those of them that agree by core message only.
    pub(crate) core_only: usize,
    /// Cases that differ, and are not listed as known.
    pub(crate) failed: usize,
    /// Cases that differ as known-differences.toml says.
    pub(crate) known: usize,
    /// Cases that could not be judged.
    pub(crate) skipped: usize,
}

impl Totals {
    /// Cases that were judged.
    pub(crate) fn judged(self) -> usize {
        self.passed + self.failed + self.known
    }

    /// Adds other counts.
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.core_only += other.core_only;
        self.failed += other.failed;
        self.known += other.known;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let skipped = self.skipped + self.known;
        write!(
            f,
            "{} passed, {} failed, {skipped} skipped",
            self.passed, self.failed
        )
    }
}

/// Counts by kind, sorted.
pub(crate) type Table = BTreeMap<String, Totals>;
