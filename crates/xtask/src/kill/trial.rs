use std::path::Path;

use anyhow::Result;

use super::verb::{Verb, Wanted};
use crate::live::{Arena, Left};

/// A command that was killed, and what came of it.
#[derive(Debug)]
pub(super) struct Trial {
    /// The release.
    pub(super) release: String,
    /// What was killed, and when.
    pub(super) what: String,
    /// The verb that was killed.
    pub(super) verb: Verb,
    /// Whether it had reached its end before.
    pub(super) was_done: bool,
    /// The command after it.
    pub(super) recovery: String,
    /// Whether that went on with what it found.
    pub(super) resumed: bool,
    /// What is not as it should be.
    pub(super) problems: Vec<String>,
}

/// What there is to say of a command that was killed.
#[derive(Debug)]
pub(super) struct Cut<'a> {
    pub(super) release: &'a str,
    pub(super) verb: Verb,
    pub(super) what: String,
}

/// Runs one more command after a killed one, the `choice`-th of those that make sense, and judges what is there then.
pub(super) fn recover(
    arena: &Arena,
    kubeconfig: &Path,
    cut: Cut<'_>,
    choice: usize,
) -> Result<Trial> {
    let Cut {
        release,
        verb,
        what,
    } = cut;
    let before = Left::read(&arena.cluster, &arena.namespace, release)?;
    let was_done = verb.is_done(&before);
    let mut recoveries = verb.recoveries(release, was_done);
    // There is nothing to go back from yet.
    recoveries.retain(|(command, _)| !command.starts_with("rollback") || before.records.len() > 1);
    let (recovery, wanted) = recoveries.swap_remove(choice % recoveries.len());
    let finished = arena.run(kubeconfig, &recovery)?;
    let stderr = String::from_utf8_lossy(&finished.stderr).into_owned();
    let mut problems = Vec::new();
    if finished.code != Some(0) {
        problems.push(format!(
            "stuck: code {}: {}",
            finished.exit(),
            stderr.trim()
        ));
    }
    let after = Left::read(&arena.cluster, &arena.namespace, release)?;
    problems.extend(wanted.problems(&after, release));
    let starts_anew = verb == Verb::Uninstall || wanted == Wanted::Nothing;
    if !starts_anew {
        let kept = |revision| {
            after
                .records
                .iter()
                .any(|record| record.revision == revision)
        };
        let lost = before
            .records
            .iter()
            .filter(|record| !kept(record.revision));
        problems.extend(lost.map(|record| format!("lost: revision {}", record.revision)));
    }
    if problems.is_empty() {
        arena.succeed(
            kubeconfig,
            &format!("uninstall {release} --no-hooks --ignore-not-found"),
        )?;
    } else {
        problems.push(format!("note: before: {before:?}"));
        problems.push(format!("note: said: {}", stderr.trim()));
    }
    Ok(Trial {
        release: release.to_owned(),
        what,
        verb,
        was_done,
        resumed: stderr.contains("going on with it"),
        recovery,
        problems,
    })
}
