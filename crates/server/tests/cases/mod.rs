//! The shared table of `ChartMuseum`'s cases, read and run: `../shared/spec/chartmuseum-cases.tsv`.
//!
//! A row is a request, the state before it and what has to come back, in words. The words that recur are understood
//! here; rows that say it another way are counted and named, not guessed at. Each row is run twice: against the service
//! in this process, and against the program over HTTP where it has been built.

mod bodies;
mod fact;
mod flags;
mod run;
mod setup;
mod starts;
mod steps;
mod target;
mod tokens;
mod wanted;

use std::collections::BTreeMap;
use std::path::Path;

use self::run::run;
use self::setup::understand;
use self::starts::run_start;
use self::target::program;
use crate::support::shared;

/// Rows that this program does not follow, with the reason.
const NOT_FOLLOWED: [(&str, &str, &str); 3] = [
    (
        "the multipart route does not check the limit",
        "quirk",
        "a limit is a limit",
    ),
    (
        "by reading the code: the limit code tries to load the prov as a chart",
        "quirk",
        "a fault of the server is no behaviour",
    ),
    (
        "by reading the code: a nil result is reflected on, the panic handler answers 500",
        "quirk",
        "a fault of the server is no behaviour",
    ),
];

/// Rows that other tests run, by how their fact or path begins, with the place.
const ELSEWHERE: [(&str, &str); 8] = [
    ("mutual TLS is required", "socket.rs"),
    ("entries: {}\u{0}--tls-cert", "socket.rs"),
    ("ours: one signed webhook event", "webhooks.rs"),
    ("ours: p99 under 200 ms from a warm cache", "the load test"),
    ("ours: exactly one winner", "changes.rs"),
    ("nothing is stored; no partial file", "socket.rs"),
    ("LOAD", "the load test"),
    ("CLI", "the tests of the command line"),
];

/// A row, split up.
struct Case<'a> {
    method: &'a str,
    path: &'a str,
    setup: &'a str,
    status: &'a str,
    fact: &'a str,
    kind: &'a str,
}

impl Case<'_> {
    fn not_followed(&self) -> Option<&'static str> {
        let is = |words: &str| self.path == words || self.fact == words;
        let found = NOT_FOLLOWED
            .iter()
            .find(|(words, kind, _)| is(words) && *kind == self.kind);
        found.map(|(_, _, why)| *why)
    }

    fn elsewhere(&self) -> Option<&'static str> {
        let found = ELSEWHERE.iter().find(|(words, _)| {
            let (fact, flag) = words.split_once('\u{0}').unwrap_or((words, ""));
            (self.fact.starts_with(fact) || self.method == fact) && self.setup.contains(flag)
        });
        found.map(|(_, place)| *place)
    }
}

/// Runs all rows against the service, or against a program.
async fn run_table(program: Option<&Path>) {
    let Some(path) = shared("spec/chartmuseum-cases.tsv") else {
        println!("skipped: the table of ChartMuseum's cases is not beside the project");
        return;
    };
    let table = fs_err::read_to_string(path).unwrap();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in table.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [method, path, setup, status, fact, kind, _] = columns[..] else {
            panic!("a row has seven columns: {line}");
        };
        let case = Case {
            method,
            path,
            setup,
            status,
            fact,
            kind,
        };
        if let Some(why) = case.not_followed() {
            println!("not followed, {why}: {line}");
            *counts.entry("not followed").or_default() += 1;
            continue;
        }
        if let Some(place) = case.elsewhere() {
            println!("run by {place}: {line}");
            *counts.entry("elsewhere").or_default() += 1;
            continue;
        }
        let Some(setup) = understand(&case) else {
            println!("not understood: {line}");
            *counts.entry("not understood").or_default() += 1;
            continue;
        };
        let result = if method == "START" {
            run_start(&case, &setup, program)
        } else {
            run(&case, setup, program).await
        };
        match result {
            Ok(()) => *counts.entry(kind).or_default() += 1,
            Err(text) => wrong.push(format!("{line}\n    {text}")),
        }
    }
    println!("chartmuseum cases: {counts:?}, wrong {}", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(counts["parity"] >= 225, "{counts:?}");
    assert_eq!(counts.get("not understood"), None);
}

#[tokio::test]
async fn the_shared_table() {
    run_table(None).await;
}

#[tokio::test]
async fn the_shared_table_against_the_program() {
    let Some(program) = program() else {
        println!("skipped: the program has not been built");
        return;
    };
    run_table(Some(&program)).await;
}
