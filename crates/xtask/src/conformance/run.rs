//! The task `conformance`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use regex_lite::Regex;

use super::charts::run_charts;
use super::differences::KnownDifferences;
use super::goldens::run_goldens;
use super::own::run_own;
use super::report::report;
use super::snippets::run_snippets;
use super::suite::{Dialect, Setting, Totals};
use crate::process::now;
use crate::workspace::Workspace;

/// What to run, and how to show it.
#[derive(Debug, Clone)]
pub(crate) struct Conformance {
    /// The program under test; the release build when it is not named.
    pub(crate) program: Option<PathBuf>,
    /// The kinds to run; empty means all.
    pub(crate) kinds: Vec<String>,
    /// Searched in the id of each case.
    pub(crate) filter: Regex,
    /// `3.22` compares with Helm 3.22.
    pub(crate) compat: Option<String>,
    /// Threads.
    pub(crate) jobs: usize,
    /// Only every n-th shared case.
    pub(crate) sample: usize,
    /// Differences printed.
    pub(crate) show: usize,
    /// Also print what agrees by core message only.
    pub(crate) verbose: bool,
    /// All differences are written here.
    pub(crate) failures: Option<PathBuf>,
}

/// Runs the suites and reports; the counts are of all kinds together.
///
/// # Errors
///
/// When a suite cannot run, or a case listed as a known difference agrees.
pub(crate) fn conformance(workspace: &Workspace, request: &Conformance) -> Result<Totals> {
    let start = now();
    let dialect = match request.compat.as_deref() {
        None | Some("4.3") => Dialect::Helm4,
        Some("3.22") => Dialect::Helm3,
        Some(other) => bail!("--compat {other}: goldens exist for 4.3 and 3.22"),
    };
    let setting = Setting {
        workspace,
        program: workspace.program(request.program.as_deref())?,
        dialect,
        kinds: request.kinds.clone(),
        filter: request.filter.clone(),
        sample: request.sample,
        jobs: request.jobs,
    };
    let mut outcomes = run_own(&setting)?;
    if workspace.shared.is_none() {
        println!(
            "skipped: the shared test data is not beside this workspace, and STEER_SHARED does not name it"
        );
    }
    outcomes.extend(run_charts(&setting)?);
    outcomes.extend(run_snippets(&setting)?);
    outcomes.extend(run_goldens(&setting)?);
    let known = KnownDifferences::load(&workspace.corpus().join("known-differences.toml"))?;
    let totals = report(request, dialect, &outcomes, &known)?;
    println!(
        "in {:.1} s with {} jobs",
        start.elapsed().as_secs_f64(),
        request.jobs
    );
    let outdated = known.outdated(&outcomes, dialect);
    for outcome in &outdated {
        println!(
            "agrees, so it has to leave known-differences.toml: {} {}",
            outcome.kind, outcome.id
        );
    }
    if !outdated.is_empty() {
        bail!("{} known differences are none", outdated.len());
    }
    Ok(totals)
}
