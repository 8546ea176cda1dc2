//! The shared corpus: its largest charts, and all of it.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use fs_err as fs;

use super::compare::Pair;
use super::floor::floor;
use super::table::{Table, milliseconds};
use crate::conformance::{ChartCase, Dialect, load_chart_cases};

const LARGEST: usize = 10;
const TIMES_FASTER: f64 = 10.0;

/// The cases that render, every `sample`-th of them.
pub(super) fn load(corpus: &Path, sample: usize) -> Result<Vec<ChartCase>> {
    let mut cases = load_chart_cases(corpus)?;
    cases.retain(|case| case.kind == "template" && case.succeeds());
    Ok(cases.into_iter().step_by(sample.max(1)).collect())
}

/// The charts with the largest archives, each rendered with its defaults.
pub(super) fn largest(pair: &Pair, corpus: &Path, table: &mut Table) -> Result<()> {
    let mut by_chart = BTreeMap::new();
    for case in load(corpus, 1)?
        .into_iter()
        .filter(|case| case.id.ends_with("/default"))
    {
        let size = fs::metadata(corpus.join(&case.chart))?.len();
        by_chart.insert(case.chart.clone(), (size, case));
    }
    let mut charts: Vec<(u64, ChartCase)> = by_chart.into_values().collect();
    charts.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
    for (_, case) in charts.iter().take(LARGEST) {
        let name = case.id.trim_end_matches("/default");
        let measured = (corpus, &*case.command(Dialect::Helm4));
        let Some(compared) = pair.tabulate(table, name, measured, TIMES_FASTER) else {
            continue;
        };
        let floor = floor(
            &corpus.join(&case.chart),
            compared.steer.output,
            pair.rounds,
        )?;
        Table::note(&format!(
            "    floor {}: {} KiB read, {} KiB inflated, {} KiB written",
            milliseconds(floor.time),
            floor.read >> 10,
            floor.inflated >> 10,
            floor.written >> 10
        ));
    }
    Ok(())
}

/// Processor time of the whole corpus, and the cases that are slower than Helm.
pub(super) fn whole(pair: &Pair, corpus: &Path, sample: usize, table: &mut Table) -> Result<()> {
    let cases = load(corpus, sample)?;
    let (mut helm, mut steer) = (Duration::ZERO, Duration::ZERO);
    let mut suspects = Vec::new();
    for case in &cases {
        let command = case.command(Dialect::Helm4);
        let theirs = pair.run(&pair.helm, corpus, &command)?;
        let ours = pair.run(&pair.steer, corpus, &command)?;
        helm += theirs.cpu;
        steer += ours.cpu;
        if ours.wall > theirs.wall {
            suspects.push(case);
        }
    }
    table.ratio(
        &format!("corpus, CPU of {} cases", cases.len()),
        &format!("{:.1} s", helm.as_secs_f64()),
        &format!("{:.1} s", steer.as_secs_f64()),
        helm.as_secs_f64() / steer.as_secs_f64(),
        TIMES_FASTER,
    );
    // A single run may have met a busy moment or an unlucky key: the median decides.
    for case in suspects {
        let measured = (corpus, &*case.command(Dialect::Helm4));
        pair.tabulate(table, &case.id, measured, 1.0);
    }
    Ok(())
}
