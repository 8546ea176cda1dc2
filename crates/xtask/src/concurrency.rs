//! Many writers at once: on many releases, and on one.

use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::live::{Arena, Left, Request};
use crate::process::Finished;
use crate::workspace::Workspace;

/// Installations at the same time.
const INSTALLS: usize = 20;
/// Writers on one release.
const WRITERS: usize = 10;

/// Installs releases side by side and changes one by many; how many checks failed.
pub(crate) fn concurrency(workspace: &Workspace, program: Option<&Path>) -> Result<usize> {
    let arena = Arena::new(workspace, program, "rivals")?;
    let mut problems = side_by_side(&arena)?;
    for verb in ["upgrade", "rollback", "mixed"] {
        problems.extend(one_release(&arena, verb)?);
    }
    for problem in &problems {
        println!("WRONG {problem}");
    }
    Ok(problems.len())
}

/// Runs commands at the same time.
fn together(arena: &Arena, commands: &[String]) -> Result<Vec<Finished>> {
    let admin: PathBuf = arena.admin();
    thread::scope(|scope| {
        let running: Vec<_> = commands
            .iter()
            .map(|words| scope.spawn(|| arena.run(&admin, words)))
            .collect();
        let ended = running.into_iter().map(|run| {
            let finished = run.join();
            finished.map_err(|_| anyhow::anyhow!("a run panicked"))?
        });
        ended.collect()
    })
}

fn side_by_side(arena: &Arena) -> Result<Vec<String>> {
    let names: Vec<String> = (0..INSTALLS).map(|n| format!("side-{n}")).collect();
    let commands: Vec<String> = names
        .iter()
        .map(|name| format!("install {name} chart --wait"))
        .collect();
    let mut problems = Vec::new();
    for (name, finished) in names.iter().zip(together(arena, &commands)?) {
        let left = Left::read(&arena.cluster, &arena.namespace, name)?;
        let mut wrong = crate::kill::Wanted::Step(1).problems(&left, name);
        if finished.code != Some(0) {
            wrong.push(String::from_utf8_lossy(&finished.stderr).into_owned());
        }
        problems.extend(
            wrong
                .into_iter()
                .map(|problem| format!("{name}: {problem}")),
        );
    }
    println!(
        "{INSTALLS} installations at once: {}",
        verdict(problems.is_empty())
    );
    Ok(problems)
}

/// Changes one release by many writers. The log of the server tells whether any two were at it at once.
fn one_release(arena: &Arena, verb: &str) -> Result<Vec<String>> {
    let release = format!("one-{verb}");
    let admin = arena.admin();
    arena.succeed(&admin, &format!("install {release} chart --no-hooks"))?;
    let audit = arena.audit()?;
    let command = |n: usize| match verb {
        "rollback" => format!("rollback {release} 1 --no-hooks --history-max 0"),
        "mixed" if n % 3 == 1 => format!("rollback {release} 1 --no-hooks --history-max 0"),
        _ => format!(
            "upgrade {release} chart --no-hooks --history-max 0 --set step={}",
            n + 2
        ),
    };
    let commands: Vec<String> = (0..WRITERS).map(command).collect();
    let ended = together(arena, &commands)?;
    let (mut won, mut refused) = (0, 0);
    let mut problems = Vec::new();
    for finished in &ended {
        let said = String::from_utf8_lossy(&finished.stderr);
        if finished.code == Some(0) {
            won += 1;
        } else if said.contains("is in progress: ") {
            // It names the holder.
            refused += 1;
        } else {
            problems.push(format!("code {}: {}", finished.exit(), said.trim()));
        }
    }
    let left = Left::read(&arena.cluster, &arena.namespace, &release)?;
    problems.extend(left.record_problems());
    if left.records.len() != won + 1 {
        problems.push(format!("{} revisions of {won} writers", left.records.len()));
    }
    let values = arena.run(&admin, &format!("get values {release} --all -o json"))?;
    let values: Value = serde_json::from_slice(&values.stdout).context("no values")?;
    let step = values["step"].to_string();
    if let Some(other) = left.objects.values().find(|own| **own != step) {
        problems.push(format!(
            "the record is at step {step}, an object at {other}"
        ));
    }
    problems.extend(overlaps(&audit.requests()?, &arena.namespace, &release));
    println!(
        "{WRITERS} writers on one release ({verb}): {won} won one after the other, {refused} stopped with the holder's name: {}",
        verdict(problems.is_empty())
    );
    Ok(problems
        .into_iter()
        .map(|problem| format!("{release}: {problem}"))
        .collect())
}

/// Writes to records of a release that somebody made without holding its lease, by the log: there are no more new
/// revisions than times that the lease was taken, and nothing is written while nobody has it. A lease is free for the
/// next one a moment before the request that gives it back has ended, so the two may come in either order.
fn overlaps(requests: &[Request], namespace: &str, release: &str) -> Vec<String> {
    let lease = format!("dev.steersman.release.v1.{release}");
    let records = format!("sh.helm.release.v1.{release}.v");
    let mut problems = Vec::new();
    let (mut taken, mut given_back, mut made) = (0, 0, 0);
    let own = |request: &&Request| {
        request.namespace == namespace && matches!(request.code, 200 | 201) && request.verb != "get"
    };
    for request in requests.iter().filter(own) {
        if request.resource == "leases" && request.name == lease {
            match request.verb.as_str() {
                "create" => taken += 1,
                "delete" => given_back += 1,
                _ => {}
            }
        } else if request.resource == "secrets" && request.name.starts_with(&records) {
            made += u32::from(request.verb == "create");
            if taken <= given_back || made > taken {
                problems.push(format!("{} {} by two at once", request.verb, request.name));
            }
        }
    }
    problems
}

fn verdict(is_good: bool) -> &'static str {
    if is_good { "ok" } else { "WRONG" }
}
