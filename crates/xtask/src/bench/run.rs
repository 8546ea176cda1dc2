//! The task `bench`.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::charts;
use super::compare::Pair;
use super::table::{Table, as_mebibytes, mebibytes};
use crate::oracle::{HELM_4, oracle};
use crate::scratch::Scratch;
use crate::umbrella::write_umbrella;
use crate::workspace::Workspace;

/// How many times faster than Helm a start and a rendering have to be, and how many times smaller.
const START_FASTER: f64 = 12.0;
const TIMES_FASTER: f64 = 10.0;
const TIMES_SMALLER: f64 = 3.0;
/// Most memory of a start, in mebibytes.
const START_MEMORY: f64 = 10.0;
/// Sub-charts of the small and the large umbrella, and how much longer the large one may take.
const SMALL: usize = 120;
const LARGE: usize = 480;
const GROWTH: f64 = 4.4;

/// What to measure.
#[derive(Debug)]
pub(crate) struct Bench {
    /// The program under test; the release build when it is not named.
    pub(crate) program: Option<PathBuf>,
    /// Repetitions of which the median counts.
    pub(crate) rounds: usize,
    /// Only every n-th case of the corpus.
    pub(crate) sample: usize,
}

/// Measures and prints; returns how many targets were missed.
pub(crate) fn bench(workspace: &Workspace, request: &Bench) -> Result<usize> {
    let scratch = Scratch::new()?;
    let pair = Pair {
        helm: oracle(workspace, HELM_4)?,
        steer: workspace.installed(request.program.as_deref())?,
        rounds: request.rounds.max(1),
        environment: scratch.environment(&[]),
    };
    let mut table = Table::start();
    start(&pair, &scratch.work(), &mut table);
    umbrellas(&pair, &scratch.work(), &mut table)?;
    match workspace
        .shared
        .as_ref()
        .map(|shared| shared.join("corpus"))
    {
        Some(corpus) => {
            charts::largest(&pair, &corpus, &mut table)?;
            charts::whole(&pair, &corpus, request.sample, &mut table)?;
        }
        None => Table::note(
            "skipped: the shared charts are not there; only the project's own was measured",
        ),
    }
    let own = workspace.corpus().join("charts");
    let render = command(&["template", "demo", "storefront"]);
    pair.tabulate(&mut table, "storefront", (&own, &render), TIMES_FASTER);
    Ok(table.missed())
}

fn start(pair: &Pair, folder: &Path, table: &mut Table) {
    let version = command(&["version", "--short"]);
    let name = "start (version --short)";
    let Some(compared) = pair.tabulate(table, name, (folder, &version), START_FASTER) else {
        return;
    };
    table.bound(
        "start, peak memory",
        &mebibytes(compared.helm.peak),
        &mebibytes(compared.steer.peak),
        as_mebibytes(compared.steer.peak),
        START_MEMORY,
    );
}

fn umbrellas(pair: &Pair, folder: &Path, table: &mut Table) -> Result<()> {
    let mut walls = Vec::new();
    for count in [SMALL, LARGE] {
        let chart = format!("umbrella-{count}");
        let name = format!("umbrella of {count}");
        write_umbrella(&pair.helm, &folder.join(&chart), count)?;
        let render = command(&["template", "demo", &chart]);
        if let Some(compared) = pair.tabulate(table, &name, (folder, &render), TIMES_FASTER) {
            table.ratio(
                &format!("{name}, peak memory"),
                &mebibytes(compared.helm.peak),
                &mebibytes(compared.steer.peak),
                as_mebibytes(compared.helm.peak) / as_mebibytes(compared.steer.peak),
                TIMES_SMALLER,
            );
            walls.push(compared.steer.wall.as_secs_f64());
        }
        let lint = command(&["lint", "--with-subcharts", &chart]);
        let name = format!("{name}, lint --with-subcharts");
        pair.tabulate(table, &name, (folder, &lint), TIMES_FASTER);
    }
    if let [small, large] = walls[..] {
        let name = format!("growth from {SMALL} to {LARGE}");
        table.bound(&name, "", "", large / small, GROWTH);
    }
    Ok(())
}

fn command(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}
