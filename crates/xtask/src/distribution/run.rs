use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use regex_lite::Regex;

use super::bed::Bed;
use super::scenario::{Scenario, scenarios};
use crate::conformance::KnownDifferences;
use crate::oracle::{HELM_4, oracle};
use crate::peer::find_program;
use crate::workspace::{Workspace, variable};

/// What `interchange distribution` is to do.
#[derive(Debug)]
pub(crate) struct Distribution {
    /// The program under test.
    pub(crate) program: Option<PathBuf>,
    /// Which scenarios, by `KIND: NAME`.
    pub(crate) filter: Regex,
}

/// What the peers need.
const PROGRAMS: [&str; 8] = [
    "nginx",
    "docker-registry",
    "htpasswd",
    "openssl",
    "gpg",
    "git",
    "curl",
    "tar",
];

/// Plays every scenario, and the script of registries; the number of turns that left something else than Helm alone.
pub(crate) fn distribution(workspace: &Workspace, request: &Distribution) -> Result<usize> {
    let missing: Vec<_> = PROGRAMS
        .into_iter()
        .filter(|name| find_program(name).is_none())
        .collect();
    if !missing.is_empty() {
        println!(
            "skipped: {} not on this machine (scripts/setup-peers)",
            missing.join(", ")
        );
        if variable("CI").is_some() {
            bail!("nothing may be skipped here");
        }
        return Ok(0);
    }
    let program = workspace.program(request.program.as_deref())?;
    let helm = oracle(workspace, HELM_4)?;
    let known = KnownDifferences::load(&workspace.corpus().join("known-differences.toml"))?;
    let listed: Vec<_> = known.listed("distribution").collect();
    let bed = Bed::start(&helm)?;
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for scenario in scenarios()? {
        let title = format!("{}: {}", scenario.kind, scenario.name);
        if !request.filter.is_match(&title) {
            continue;
        }
        let count = counts.entry(scenario.kind.clone()).or_default();
        judge(&bed, &scenario, [&program, &helm], &listed, count)?;
    }
    drop(bed);
    if request.filter.is_match("registries: script") {
        let (agreeing, turns) = script(workspace, &program, &helm)?;
        let count = counts.entry("registries".to_owned()).or_default();
        count.agreeing += agreeing;
        count.turns += turns;
    }
    let mut failed = 0;
    for (kind, count) in counts {
        let Count {
            agreeing,
            known,
            outdated,
            turns,
        } = count;
        let known = if known > 0 {
            format!(", {known} differ as listed")
        } else {
            String::new()
        };
        println!("{kind:<14} {agreeing}/{turns}{known}");
        failed += turns - agreeing - count.known + outdated;
    }
    Ok(failed)
}

/// How the turns of a kind went.
#[derive(Debug, Default)]
struct Count {
    agreeing: usize,
    /// Turns that differ and are listed.
    known: usize,
    /// Lines that are listed and agree.
    outdated: usize,
    turns: usize,
}

/// Plays a scenario with every cast, counts and prints what differs. `listed` are the lines that may, as `TITLE: LINE`.
fn judge(
    bed: &Bed,
    scenario: &Scenario,
    [program, helm]: [&Path; 2],
    listed: &[&str],
    count: &mut Count,
) -> Result<()> {
    let title = format!("{}: {}", scenario.kind, scenario.name);
    let expected = bed.play(scenario, &[helm])?;
    let mut seen = BTreeSet::new();
    let casts: [(&str, &[&Path]); 3] = [
        ("program", &[program]),
        ("program, Helm", &[program, helm]),
        ("Helm, program", &[helm, program]),
    ];
    for (cast, tools) in casts {
        let left = bed.play(scenario, tools)?;
        let mut differing = 0;
        // What one line left wrong is still wrong after the next, and is counted once.
        let mut known = Vec::new();
        for ((line, wanted), got) in scenario.lines.iter().zip(&expected).zip(&left) {
            let all = wanted.differences(got);
            let new = all.iter().filter(|one| !known.contains(*one)).cloned();
            let differences: Vec<_> = new.collect();
            known = all;
            count.turns += 1;
            if differences.is_empty() {
                count.agreeing += 1;
                continue;
            }
            let id = format!("{title}: {line}");
            if listed.contains(&&*id) {
                count.known += 1;
                seen.insert(id);
                continue;
            }
            differing += 1;
            if differing <= 5 {
                println!("DIFFERS {title} ({cast})\n    $ {line}");
                for difference in differences.iter().take(4) {
                    println!("    {difference}");
                }
            }
        }
        if differing == 0 {
            println!("ok      {title} ({cast})");
        }
    }
    let prefix = format!("{title}: ");
    for id in listed.iter().filter(|id| id.starts_with(&prefix)) {
        if !seen.contains(*id) {
            println!("AGREES  {id}: take it off the list");
            count.outdated += 1;
        }
    }
    Ok(())
}

/// Runs the script of registries and signatures, which prints how many things it showed.
fn script(workspace: &Workspace, program: &Path, helm: &Path) -> Result<(usize, usize)> {
    let output = Command::new(workspace.root.join("scripts/interchange-registries"))
        .args([program, helm])
        .output()
        .context("scripts/interchange-registries cannot be run")?;
    let text = String::from_utf8_lossy(&output.stdout);
    for line in text.lines().filter(|line| !line.starts_with("ok ")) {
        println!("{line}");
    }
    let last = text.lines().last().unwrap_or_default();
    let numbers: Vec<usize> = last
        .split([' ', ','])
        .filter_map(|word| word.parse().ok())
        .collect();
    let &[shown, failed] = &numbers[..] else {
        bail!(
            "scripts/interchange-registries: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    Ok((shown, shown + failed))
}
