//! Running the attacks and measuring how they end.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use fs_err as fs;
use regex_lite::Regex;

use super::attack::{Attack, Ending};
use super::{archives, folders, templates, texts};
use crate::conformance::Totals;
use crate::parallel;
use crate::process::{Finished, Job, run_task};
use crate::scratch::Scratch;
use crate::workspace::Workspace;

const MOST_TIME: Duration = Duration::from_secs(2);
const MOST_MEMORY: u64 = 300 << 20;

/// What the chart says may be repeated in a message, but not without bound.
const MOST_TALK: usize = 1 << 20;
/// A busy machine may delay a run; the best of so many counts.
const ATTEMPTS: usize = 3;

/// The list of attacks, in the folder of their charts.
const LIST: &str = "attacks.json";

/// Writes all hostile charts to `folder`, each in a folder of its own.
pub(crate) fn write_hostile_charts(folder: &Path) -> Result<()> {
    let mut attacks = archives::attacks()?;
    attacks.extend(folders::attacks());
    attacks.extend(texts::attacks());
    attacks.extend(templates::attacks());
    for attack in &attacks {
        attack.lay_out(&folder.join(&attack.name))?;
    }
    fs::write(folder.join(LIST), serde_json::to_vec(&attacks)?)?;
    Ok(())
}

/// Runs the attacks whose name matches.
pub(crate) fn hostile(
    workspace: &Workspace,
    program: Option<&Path>,
    filter: &Regex,
    jobs: usize,
) -> Result<Totals> {
    let program = workspace.program(program)?;
    let charts = Scratch::new()?;
    run_task(&["hostile-charts".as_ref(), charts.work().as_ref()])?;
    let mut attacks: Vec<Attack> = serde_json::from_slice(&fs::read(charts.work().join(LIST))?)?;
    attacks.retain(|attack| filter.is_match(&attack.name));
    let results = parallel::map(
        &attacks,
        jobs,
        || (),
        |(), attack| meet(attack, &charts.work().join(&attack.name), &program),
    );
    let mut totals = Totals::default();
    let (mut slowest, mut largest) = ((Duration::ZERO, ""), 0);
    for (attack, result) in attacks.iter().zip(results) {
        match result {
            Ok(finished) => {
                totals.passed += 1;
                slowest = slowest.max((finished.wall, &attack.name));
                largest = largest.max(finished.peak);
            }
            Err(error) => {
                totals.failed += 1;
                println!("FAIL  {}: {error:#}", attack.name);
            }
        }
    }
    println!(
        "hostile: {}/{} within bounds; slowest {:.2} s ({}), largest {} MiB",
        totals.passed,
        totals.judged(),
        slowest.0.as_secs_f64(),
        slowest.1,
        largest >> 20
    );
    Ok(totals)
}

/// Runs an attack in a scratch folder, until it ends well or has had its attempts.
fn meet(attack: &Attack, chart: &Path, program: &Path) -> Result<Finished> {
    let scratch = Scratch::new()?;
    // Whatever climbs out of the working folder lands in a place that is watched.
    let above = scratch.work().join("a/b/c");
    fs::create_dir_all(&above)?;
    let work = above.join("d");
    fs::create_dir_all(chart)?;
    fs::rename(chart, &work)?;
    let mut result = attempt(attack, &scratch, &work, program);
    for _ in 1..ATTEMPTS {
        if result.is_ok() {
            break;
        }
        result = attempt(attack, &scratch, &work, program);
    }
    result
}

fn attempt(attack: &Attack, scratch: &Scratch, work: &Path, program: &Path) -> Result<Finished> {
    let before = outside(scratch.path(), work)?;
    let mut job = Job::new(program, work)
        .arguments(&attack.command)
        .environment(&scratch.environment(&[]));
    job.deadline = 5 * MOST_TIME;
    job.keep = MOST_TALK + 1;
    let finished = job.run()?;
    if let Some(problem) = problem(attack, &finished) {
        anyhow::bail!(problem);
    }
    let after = outside(scratch.path(), work)?;
    if let Some(path) = after.iter().find(|path| !before.contains(path)) {
        anyhow::bail!("wrote {} outside", path.display());
    }
    Ok(finished)
}

/// What is wrong with the way a run ended, if anything.
fn problem(attack: &Attack, finished: &Finished) -> Option<String> {
    let stderr = String::from_utf8_lossy(&finished.stderr);
    let start: String = stderr.chars().take(300).collect();
    if finished.timed_out {
        return Some("does not end".to_owned());
    }
    let Some(code) = finished.code else {
        return Some(format!("ended by a signal: {start}"));
    };
    if stderr.contains("panicked") || code > 2 {
        return Some(format!("exit {code}: {start}"));
    }
    if attack.ending == Ending::Fails && code == 0 {
        return Some("ends without an error".to_owned());
    }
    if code != 0 && !stderr.lines().any(|line| line.starts_with("Error: ")) {
        return Some(format!("no clear error: {start}"));
    }
    if finished.stderr.len() > MOST_TALK {
        return Some("talks too much".to_owned());
    }
    if finished.wall > MOST_TIME {
        return Some(format!(
            "took {:.2} s: {start}",
            finished.wall.as_secs_f64()
        ));
    }
    if finished.peak > MOST_MEMORY {
        return Some(format!("took {} MiB: {start}", finished.peak >> 20));
    }
    None
}

/// All paths below `top` that are not below `work`, nor in the home's cache.
fn outside(top: &Path, work: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    let mut folders = vec![top.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path == work || path == top.join("home") {
                continue;
            }
            if fs::symlink_metadata(&path)?.is_dir() {
                folders.push(path.clone());
            }
            paths.push(path);
        }
    }
    Ok(paths)
}
