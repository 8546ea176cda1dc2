//! Recording goldens: real Helm runs every case, twice, and what it printed is written beside the case.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use fs_err as fs;
use regex_lite::Regex;

use crate::case::{Case, Golden, load_cases, run_case};
use crate::oracle::oracle;
use crate::parallel;
use crate::workspace::Workspace;

/// Records the cases whose id matches `filter` with the Helm of `version`; returns how many could not be.
///
/// A case that real Helm answers differently from run to run is no case: it is refused.
pub(crate) fn record(
    workspace: &Workspace,
    version: &str,
    filter: &Regex,
    jobs: usize,
) -> Result<usize> {
    let helm = oracle(workspace, version)?;
    let corpus = workspace.corpus();
    let cases: Vec<(Case, PathBuf)> = load_cases(&corpus.join("cases"), version)?
        .into_iter()
        .filter(|(case, _)| filter.is_match(&case.id))
        .collect();
    let charts = corpus.join("charts");
    let results = parallel::map(
        &cases,
        jobs,
        || (),
        |(), (case, path)| {
            record_case(case, path, &helm, &charts, version).with_context(|| case.id.clone())
        },
    );
    let mut changed = 0;
    let mut refused = 0;
    for result in results {
        match result {
            Ok(written) => changed += usize::from(written),
            Err(error) => {
                refused += 1;
                eprintln!("{error:#}");
            }
        }
    }
    println!(
        "{} cases recorded from Helm {version}, {changed} goldens changed",
        cases.len() - refused
    );
    Ok(refused)
}

/// The file that holds what the Helm of `version` did with the case at `path`.
pub(crate) fn golden_path(path: &Path, version: &str) -> PathBuf {
    path.with_extension(format!("{version}.golden"))
}

fn record_case(
    case: &Case,
    path: &Path,
    helm: &Path,
    charts: &Path,
    version: &str,
) -> Result<bool> {
    let runs = run_case(case, helm, charts, &[])?;
    for (run, again) in runs.iter().zip(run_case(case, helm, charts, &[])?) {
        if *run != again {
            let (first, second) = (format!("{run:?}"), format!("{again:?}"));
            bail!("real Helm answers differently from run to run: {first}\n{second}");
        }
    }
    let golden = Golden {
        version: version.to_owned(),
        runs,
    };
    let target = golden_path(path, version);
    let bytes = golden.to_bytes();
    if fs::read(&target).ok().as_ref() == Some(&bytes) {
        return Ok(false);
    }
    fs::write(target, bytes)?;
    Ok(true)
}
