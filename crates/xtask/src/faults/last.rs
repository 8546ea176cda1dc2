use anyhow::Result;
use steersman_testbed::{Fault, FaultProxy};

use super::run::{Tally, run_verb};
use crate::kill::Verb;
use crate::live::Arena;

/// After how many requests nothing works any more.
const MOMENTS: [usize; 4] = [3, 8, 14, 22];

/// From some request on everything fails: the command ends, says why, and the next one mends it.
pub(super) fn fail_for_good(arena: &Arena, proxy: &FaultProxy, tally: &mut Tally) -> Result<()> {
    for (n, moment) in MOMENTS.into_iter().enumerate() {
        for verb in Verb::ALL {
            let release = format!("l{n}-{}", verb.name());
            verb.prepare(arena, &release)?;
            proxy.set_faults(move |seen| {
                if seen.number < moment {
                    Fault::None
                } else {
                    Fault::Answer(500, None)
                }
            });
            let words = format!("{} --timeout 20s", verb.command(&release));
            let finished = arena.run(proxy.kubeconfig(), &words)?;
            proxy.set_faults(|_| Fault::None);
            let mut problems = Vec::new();
            if finished.timed_out || finished.code == Some(0) || finished.stderr.is_empty() {
                problems.push(format!("code {} without a word", finished.exit()));
            }
            let again = arena.run(&arena.admin(), &mend(verb, &release))?;
            if again.code != Some(0) {
                let text = String::from_utf8_lossy(&again.stderr);
                problems.push(format!("then code {}: {}", again.exit(), text.trim()));
            }
            let left = crate::live::Left::read(&arena.cluster, &arena.namespace, &release)?;
            problems.extend(verb.wanted().problems(&left, &release));
            let what = format!("{} while all fails from request {moment} on", verb.name());
            tally.count(&what, &problems);
        }
    }
    let release = "never-reached";
    proxy.set_faults(|_| Fault::Reset);
    let problems = run_verb(arena, proxy.kubeconfig(), Verb::Install, release)?;
    proxy.set_faults(|_| Fault::None);
    let is_told = problems
        .first()
        .is_some_and(|first| first.starts_with("code 1: "));
    let missing = if is_told { Vec::new() } else { problems };
    tally.count("install where every connection is reset", &missing);
    Ok(())
}

/// The command that mends what a failed one left.
fn mend(verb: Verb, release: &str) -> String {
    match verb {
        Verb::Install => format!("upgrade --install {release} chart --wait"),
        Verb::Uninstall => format!("uninstall {release} --ignore-not-found --wait"),
        other => other.command(release),
    }
}
