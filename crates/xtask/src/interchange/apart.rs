//! The same command lines with the program and with Helm, each in a namespace of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regex_lite::Regex;
use serde_json::{Value, json};
use steersman_cluster::KubeCluster;

use super::compare::differences;
use super::scenario::{make_namespace, remove_namespace, text};
use super::state::state;
use crate::case::{Case, lay_out, split_words};
use crate::process::Job;
use crate::scratch::Scratch;

/// What stands for the namespace in a case.
const NAMESPACE: &str = "NAMESPACE";

/// Who plays: the program or Helm, and Helm 3 where a line begins with `helm3`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Players<'a> {
    pub(super) cluster: &'a KubeCluster,
    pub(super) kubeconfig: &'a Path,
    /// Where charts are that cases copy.
    pub(super) charts: &'a Path,
    pub(super) program: &'a Path,
    pub(super) helm: &'a Path,
    pub(super) helm_3: &'a Path,
}

/// What the program says or leaves otherwise than Helm, by command line.
pub(super) fn differing(players: Players<'_>, case: &Case, number: usize) -> Result<Vec<String>> {
    let play = |program, world: &str| {
        // Both are as long, so that tables have the same columns.
        let namespace = format!("steersman-apart-{}-{number}-{world}", std::process::id());
        Play {
            players,
            program,
            namespace,
        }
        .run(case)
    };
    let helm = play(players.helm, "h")?;
    let own = play(players.program, "p")?;
    let mut problems = Vec::new();
    // What one command leaves otherwise is there after the next ones too.
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    for ((command, wanted), left) in case.commands.iter().zip(&helm).zip(&own) {
        for (path, what) in differences(wanted, left) {
            let is_state = path.starts_with("/state");
            if !is_state || told.insert(path.clone(), what.clone()).as_ref() != Some(&what) {
                problems.push(format!("{command}: {path}: {what}"));
            }
        }
    }
    Ok(problems)
}

struct Play<'a> {
    players: Players<'a>,
    program: &'a Path,
    namespace: String,
}

impl Play<'_> {
    /// What each command says and leaves.
    fn run(&self, case: &Case) -> Result<Vec<Value>> {
        let scratch = Scratch::new()?;
        let program = scratch.as_helm(self.program)?;
        let mut case = case.clone();
        for file in &mut case.files {
            let text = String::from_utf8_lossy(&file.data).replace(NAMESPACE, &self.namespace);
            file.data = text.into_bytes();
        }
        lay_out(&case, &scratch.work(), self.players.charts)?;
        let other = format!("{}-other", self.namespace);
        for namespace in [&self.namespace, &other] {
            make_namespace(self.players.cluster, namespace)?;
        }
        let masks = Masks::new()?;
        let done = case.commands.iter().map(|command| {
            let command = command.replace(NAMESPACE, &self.namespace);
            self.command(&command, (&scratch, &program), &masks)
        });
        let done = done.collect();
        for namespace in [&self.namespace, &other] {
            remove_namespace(self.players.cluster, namespace);
        }
        done
    }

    fn command(
        &self,
        command: &str,
        (scratch, program): (&Scratch, &PathBuf),
        masks: &Masks,
    ) -> Result<Value> {
        let mut words = split_words(command);
        if let [sleep, seconds] = &words[..]
            && sleep == "sleep"
        {
            thread::sleep(Duration::try_from_secs_f64(seconds.parse()?)?);
            return Ok(Value::Null);
        }
        let mut player: &Path = program;
        if words.first().is_some_and(|word| word == "helm3") {
            player = self.players.helm_3;
            words.remove(0);
        }
        let kubeconfig = self.players.kubeconfig.as_os_str().to_owned();
        let extra = [
            ("KUBECONFIG".to_owned(), kubeconfig),
            (
                "HELM_NAMESPACE".to_owned(),
                self.namespace.as_str().to_owned().into(),
            ),
        ];
        let mut job = Job::new(player, scratch.work())
            .arguments(&words)
            .environment(&scratch.environment(&extra));
        job.deadline = Duration::from_mins(3);
        let finished = job.run()?;
        let folder = scratch.path().to_string_lossy();
        let plain = |bytes: &[u8], is_talk: bool| {
            let said = String::from_utf8_lossy(bytes).replace(&*folder, "SCRATCH");
            let mut lines: Vec<String> = text(said.as_bytes(), &self.namespace)
                .into_iter()
                .filter(|line| !(is_talk && is_own(line)))
                .map(|line| masks.apply(&line))
                .collect();
            // Helm shows kinds in the order of a map.
            if words.first().is_some_and(|word| word == "status") {
                lines.sort();
            }
            lines
        };
        let mut state = state(self.players.cluster, &self.namespace)?;
        unfold(&mut state, &self.namespace);
        Ok(json!({
            "code": finished.exit(),
            "stdout": plain(&finished.stdout, false),
            "stderr": plain(&finished.stderr, true),
            "state": serde_json::from_str::<Value>(&masks.without_chance(&state.to_string()))
                .context("what stands for names needs no escape")?,
        }))
    }
}

/// Whether a line is what only one of them says: why it is waited, what was found out, advice. Watches that Helm ends
/// sometimes complain.
fn is_own(line: &str) -> bool {
    let begins = [
        "hint: ",
        "waiting since ",
        "failed after ",
        "evidence: ",
        "  ",
    ];
    begins.iter().any(|begin| line.starts_with(begin)) || line.contains("watch ended with")
}

/// Shows the files in records as the texts that they are, which name the namespace.
fn unfold(state: &mut Value, namespace: &str) {
    match state {
        Value::Object(map) => {
            // What was found out about failures is kept beside records.
            map.retain(|key, _| !key.starts_with("Secret dev.steersman."));
            for (key, value) in map {
                let bytes = value.as_str().and_then(|text| STANDARD.decode(text).ok());
                match bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
                    Some(text) if key == "data" => {
                        *value = Value::from(text.replace(namespace, NAMESPACE));
                    }
                    _ => unfold(value, namespace),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| unfold(item, namespace)),
        _ => {}
    }
}

/// What differs from run to run.
struct Masks {
    chance: [(Regex, &'static str); 4],
    rest: Vec<(Regex, &'static str)>,
}

impl Masks {
    fn new() -> Result<Self> {
        let rest = [
            (
                r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| ?[+-]\d\d:?\d\d( UTC)?)",
                "TIME",
            ),
            (
                r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}",
                "TIME",
            ),
            (r"\b(\d+m)?\d+s\b", "AGE"),
            (
                "(modifiedAt|createdAt|resourceVersion)(\"?[=:] ?\"?)\\d+",
                "$1$2NUMBER",
            ),
            (r"\b10\.\d+\.\d+\.\d+\b", "ADDRESS"),
            // The pods of deployments are named by chance.
            (r"-[0-9a-f]{8,10}-[a-z0-9]{5}\b", "-POD"),
            // Times are as wide as what follows the point.
            (r"[ \t]+", " "),
            (r" $", ""),
        ];
        let compile = |(pattern, with)| Ok((Regex::new(pattern)?, with));
        Ok(Self {
            chance: [
                (Regex::new(r"\b(generated\d*)-[a-z0-9]{5}\b")?, "$1-CHANCE"),
                (
                    Regex::new("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")?,
                    "UID",
                ),
                (Regex::new("kube-api-access-[a-z0-9]{5}")?, "ACCESS"),
                (Regex::new(r"\bnode-\d\b")?, "NODE"),
            ],
            rest: rest.into_iter().map(compile).collect::<Result<_>>()?,
        })
    }

    /// Without what the server decides by chance.
    fn without_chance(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (pattern, with) in &self.chance {
            text = pattern.replace_all(&text, *with).into_owned();
        }
        text
    }

    fn apply(&self, line: &str) -> String {
        let mut line = self.without_chance(line);
        for (pattern, with) in &self.rest {
            line = pattern.replace_all(&line, *with).into_owned();
        }
        line
    }
}
