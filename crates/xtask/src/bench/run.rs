//! The task `bench`.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::charts;
use super::compare::{Compared, Pair};
use super::table::{Table, as_mebibytes, mebibytes, milliseconds};
use crate::oracle::{HELM_4, oracle};
use crate::scratch::Scratch;
use crate::umbrella::write_umbrella;
use crate::workspace::Workspace;

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
        steer: workspace.program(request.program.as_deref())?,
        rounds: request.rounds.max(1),
        environment: scratch.environment(&[]),
    };
    let mut table = Table::start();
    start(&pair, &scratch.work(), &mut table)?;
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
        None => table
            .note("skipped: the shared charts are not there; only the project's own was measured"),
    }
    let own = command(&["template", "demo", "storefront"]);
    let compared = pair.compare(&workspace.corpus().join("charts"), &own)?;
    wall(&mut table, "storefront", &compared, 10.0);
    Ok(table.missed())
}

fn start(pair: &Pair, folder: &Path, table: &mut Table) -> Result<()> {
    let compared = pair.compare(folder, &command(&["version", "--short"]))?;
    wall(table, "start (version --short)", &compared, 12.0);
    table.bound(
        "start, peak memory",
        &mebibytes(compared.helm.peak),
        &mebibytes(compared.steer.peak),
        as_mebibytes(compared.steer.peak),
        START_MEMORY,
    );
    Ok(())
}

fn umbrellas(pair: &Pair, folder: &Path, table: &mut Table) -> Result<()> {
    let mut walls = Vec::new();
    for count in [SMALL, LARGE] {
        let name = format!("umbrella-{count}");
        write_umbrella(&pair.helm, &folder.join(&name), count)?;
        let compared = pair.compare(folder, &command(&["template", "demo", &name]))?;
        wall(table, &format!("umbrella of {count}"), &compared, 10.0);
        table.ratio(
            &format!("umbrella of {count}, peak memory"),
            &mebibytes(compared.helm.peak),
            &mebibytes(compared.steer.peak),
            as_mebibytes(compared.helm.peak) / as_mebibytes(compared.steer.peak),
            3.0,
        );
        walls.push(compared.steer.wall.as_secs_f64());
        let compared = pair.compare(folder, &command(&["lint", "--with-subcharts", &name]))?;
        wall(
            table,
            &format!("umbrella of {count}, lint --with-subcharts"),
            &compared,
            10.0,
        );
    }
    let growth = walls[1] / walls[0];
    table.bound(
        &format!("growth from {SMALL} to {LARGE}"),
        "",
        "",
        growth,
        GROWTH,
    );
    Ok(())
}

fn wall(table: &mut Table, name: &str, compared: &Compared, target: f64) {
    table.ratio(
        name,
        &milliseconds(compared.helm.wall),
        &milliseconds(compared.steer.wall),
        compared.wall_ratio(),
        target,
    );
}

fn command(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}
