use std::path::Path;

use anyhow::Result;

use super::calls::run_until;
use super::trial::{Cut, Trial, recover};
use super::verb::Verb;
use crate::live::{Arena, Left};
use crate::parallel;

/// How many requests Helm makes at most before its record is there.
const LAST_REQUEST: usize = 40;

/// Kills Helm, and lets the program recover what that leaves. There is no lease then, so it has to wait as long as one
/// lasts; several wait at the same time.
pub(super) fn kill_helm(arena: &Arena, helm: &Path) -> Result<Vec<Trial>> {
    let verbs = [
        Verb::Install,
        Verb::Upgrade,
        Verb::Rollback,
        Verb::Uninstall,
    ];
    let plan: Vec<(usize, Verb)> = verbs.into_iter().cycle().take(8).enumerate().collect();
    let trials = parallel::map(
        &plan,
        plan.len(),
        || (),
        |(), (n, verb)| kill_once(arena, helm, *n, *verb),
    );
    trials.into_iter().collect()
}

/// Kills Helm at the first request at which its record says that it is under way.
fn kill_once(arena: &Arena, helm: &Path, n: usize, verb: Verb) -> Result<Trial> {
    let release = format!("h{n}");
    verb.prepare(arena, &release)?;
    let proxy = arena.proxy("admin", &format!("helm-{n}"))?;
    let before = Left::read(&arena.cluster, &arena.namespace, &release)?.records;
    let words = verb.command(&release);
    for call in 4..LAST_REQUEST {
        run_until(arena, &proxy, (helm, &words), call, true)?;
        let left = Left::read(&arena.cluster, &arena.namespace, &release)?;
        if left.records != before {
            break;
        }
    }
    let cut = Cut {
        release: &release,
        verb,
        what: format!("{} by Helm", verb.name()),
    };
    recover(arena, &arena.admin(), cut, n / 4)
}
