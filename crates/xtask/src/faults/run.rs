use std::path::{Path, PathBuf};

use anyhow::Result;
use steersman_testbed::{Fault, FaultProxy};

use super::kinds::PASSING;
use super::last::fail_for_good;
use super::restart::restart_in_the_middle;
use super::token::expire_token;
use crate::kill::Verb;
use crate::live::{Arena, Left};
use crate::workspace::Workspace;

/// What `faults` is to do.
#[derive(Debug)]
pub(crate) struct Faults {
    /// The program under test.
    pub(crate) program: Option<PathBuf>,
}

/// Counts what went well.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) passed: usize,
    pub(super) failed: usize,
}

impl Tally {
    /// Counts a command by what went wrong with it.
    pub(super) fn count(&mut self, what: &str, problems: &[String]) {
        if problems.is_empty() {
            self.passed += 1;
            println!("ok {what}");
            return;
        }
        self.failed += 1;
        println!("FAILED {what}");
        for problem in problems {
            println!("    {problem}");
        }
    }
}

/// Runs the verbs through faults; how many commands did not do what they do on a good day.
pub(crate) fn faults(workspace: &Workspace, request: &Faults) -> Result<usize> {
    let arena = Arena::new(workspace, request.program.as_deref(), "faults")?;
    let proxy = arena.proxy("admin", "faults")?;
    let mut tally = Tally::default();
    for (n, (what, fault)) in PASSING.into_iter().enumerate() {
        for verb in Verb::ALL {
            let release = format!("f{n}-{}", verb.name());
            verb.prepare(&arena, &release)?;
            proxy.set_faults(fault);
            let problems = run_verb(&arena, proxy.kubeconfig(), verb, &release)?;
            tally.count(&format!("{} with {what}", verb.name()), &problems);
        }
        read_all(&arena, &proxy, what, fault, &mut tally)?;
    }
    expire_token(&arena, &proxy, &mut tally)?;
    fail_for_good(&arena, &proxy, &mut tally)?;
    restart_in_the_middle(workspace, &arena.program, &mut tally)?;
    println!("faults: {} passed, {} failed", tally.passed, tally.failed);
    Ok(tally.failed)
}

/// Runs a verb and judges what is there then.
pub(super) fn run_verb(
    arena: &Arena,
    kubeconfig: &Path,
    verb: Verb,
    release: &str,
) -> Result<Vec<String>> {
    let finished = arena.run(kubeconfig, &verb.command(release))?;
    let left = Left::read(&arena.cluster, &arena.namespace, release)?;
    let mut problems = verb.wanted().problems(&left, release);
    if finished.code != Some(0) {
        let text = String::from_utf8_lossy(&finished.stderr);
        problems.insert(0, format!("code {}: {}", finished.exit(), text.trim()));
    } else if !verb.is_done(&left) {
        problems.push(format!("records: {:?}", left.records));
    }
    Ok(problems)
}

/// The verbs that read say the same as on a good day.
fn read_all(
    arena: &Arena,
    proxy: &FaultProxy,
    what: &str,
    fault: fn(&steersman_testbed::Seen) -> Fault,
    tally: &mut Tally,
) -> Result<()> {
    let release = "read";
    arena.succeed(
        &arena.admin(),
        &format!("upgrade --install {release} chart --no-hooks --wait"),
    )?;
    let commands = ["list", "status", "history", "get all", "get values --all"];
    for command in commands {
        let words = match command {
            "list" => command.to_owned(),
            _ => format!("{command} {release}"),
        };
        let wanted = arena.run(&arena.admin(), &words)?;
        proxy.set_faults(fault);
        let read = arena.run(proxy.kubeconfig(), &words)?;
        let mut problems = Vec::new();
        if read.code != Some(0) || without_ages(&read.stdout) != without_ages(&wanted.stdout) {
            let text = String::from_utf8_lossy(&read.stderr);
            problems.push(format!("code {}: {}", read.exit(), text.trim()));
        }
        tally.count(&format!("{command} with {what}"), &problems);
    }
    Ok(())
}

/// A table without what passes: the ages of objects.
fn without_ages(output: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(output);
    let is_age = |word: &str| {
        word.ends_with('s')
            && word
                .trim_end_matches(['s', 'm'])
                .bytes()
                .all(|b| b.is_ascii_digit() || b == b'm')
    };
    let line = |line: &str| {
        let words: Vec<&str> = line
            .split_whitespace()
            .filter(|word| !is_age(word))
            .collect();
        words.join(" ")
    };
    text.lines().map(line).collect()
}
