use std::collections::BTreeMap;

use anyhow::Result;

use super::trial::Trial;
use super::verb::Verb;
use crate::live::{Arena, Audit};

/// What is counted, by the word that a problem begins with.
const COUNTED: [(&str, &str); 5] = [
    ("stuck", "stuck"),
    ("orphan", "orphaned objects"),
    ("object", "objects not as wanted"),
    ("lost", "lost revisions"),
    ("gap", "gaps in histories"),
];

/// Prints what became of trials; how many of them went wrong.
pub(super) fn report(
    title: &str,
    trials: &mut [Trial],
    arena: &Arena,
    audit: &Audit,
) -> Result<usize> {
    note_double_runs(trials, &arena.namespace, audit)?;
    println!("{title}: {} commands were cut off", trials.len());
    for verb in Verb::ALL {
        let own: Vec<&Trial> = trials.iter().filter(|trial| trial.verb == verb).collect();
        let count = |wanted: fn(&Trial) -> bool| own.iter().filter(|trial| wanted(trial)).count();
        println!(
            "  {:<10} {:>4} cut off, {} of them after all was done, {} gone on with, {} closed or begun anew",
            verb.name(),
            own.len(),
            count(|trial| trial.was_done),
            count(|trial| !trial.was_done && trial.resumed),
            count(|trial| !trial.was_done && !trial.resumed),
        );
    }
    let mut line = Vec::new();
    for (word, name) in COUNTED.into_iter().chain([("hook", "hooks run twice")]) {
        let all = trials.iter().flat_map(|trial| &trial.problems);
        let count = all
            .filter(|problem| problem.split(':').next() == Some(word))
            .count();
        line.push(format!("{count} {name}"));
    }
    println!("  {}", line.join(", "));
    let wrong: Vec<&Trial> = trials
        .iter()
        .filter(|trial| !trial.problems.is_empty())
        .collect();
    for trial in wrong.iter().take(20) {
        println!(
            "WRONG {}: {}, then {}",
            trial.release, trial.what, trial.recovery
        );
        for problem in &trial.problems {
            println!("    {problem}");
        }
    }
    Ok(wrong.len())
}

/// Hooks have names with the revision they run for. One that was made twice for the same operation ran twice.
fn note_double_runs(trials: &mut [Trial], namespace: &str, audit: &Audit) -> Result<()> {
    let mut made: BTreeMap<String, usize> = BTreeMap::new();
    for request in audit.requests()? {
        if request.resource == "jobs" && request.code == 201 && request.namespace == namespace {
            *made.entry(request.name).or_default() += 1;
        }
    }
    for trial in trials {
        let prefix = format!("{}-", trial.release);
        let is_same_operation = trial.resumed || trial.verb == Verb::Uninstall;
        for (name, count) in made.iter().filter(|(name, _)| name.starts_with(&prefix)) {
            let event = name.trim_start_matches(&prefix);
            let is_own = event.contains(trial.verb.event());
            if *count > 1 && is_own && is_same_operation {
                trial
                    .problems
                    .push(format!("hook: {event} ran {count} times"));
            }
        }
    }
    Ok(())
}
