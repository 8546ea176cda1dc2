use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use regex_lite::Regex;
use steersman_cluster::{ConnectOptions, KubeCluster};
use steersman_plan::Cluster as _;

use super::charts::choose;
use super::compare::differences;
use super::scenario::{Step, Tools, play};
use crate::oracle::{HELM_3, HELM_4, oracle};
use crate::scratch::Scratch;
use crate::workspace::{Workspace, variable};

/// What `interchange` is to do.
#[derive(Debug)]
pub(crate) struct Interchange {
    /// The program under test.
    pub(crate) program: Option<PathBuf>,
    /// Which charts.
    pub(crate) filter: Regex,
    /// How many of them.
    pub(crate) count: usize,
    /// With how many of them Helm 3 is tried too.
    pub(crate) helm_3: usize,
}

/// Who does which step: `p` is the program, `h` is Helm.
const PAIRS: [&str; 4] = ["phph", "hphp", "pphh", "hhpp"];

/// Lets the program and Helm take turns; the number of turns that left something else than Helm alone does.
pub(crate) fn interchange(workspace: &Workspace, request: &Interchange) -> Result<usize> {
    let Some(kubeconfig) = kubeconfig(workspace) else {
        bail!("no cluster: `cargo xtask cluster up`, or STEER_TEST_KUBECONFIG");
    };
    let cluster = KubeCluster::new(ConnectOptions {
        explicit_kubeconfig: Some(kubeconfig.clone()),
        ..ConnectOptions::default()
    });
    cluster.version()?;
    let program = workspace.program(request.program.as_deref())?;
    let helm_4 = oracle(workspace, HELM_4)?;
    let charts = choose(workspace, &helm_4, &cluster, &request.filter, request.count)?;
    let scratch = Scratch::new()?;
    let tools = Tools {
        cluster: &cluster,
        environment: scratch.environment(&[(
            "KUBECONFIG".to_owned(),
            OsString::from(kubeconfig.as_os_str()),
        )]),
        folder: scratch.work(),
        readers: [program.clone(), helm_4.clone()],
    };
    let mut judge = Judge {
        tools,
        program,
        agreeing: 0,
        turns: 0,
        namespaces: 0,
    };
    for chart in &charts {
        judge.chart(chart, &helm_4, "")?;
    }
    println!(
        "Helm 4: {}/{} turns over {} charts",
        judge.agreeing,
        judge.turns,
        charts.len()
    );
    let mut failed = judge.turns - judge.agreeing;
    if request.helm_3 > 0 {
        let helm_3 = oracle(workspace, HELM_3)?;
        (judge.agreeing, judge.turns) = (0, 0);
        let some = charts.iter().take(request.helm_3);
        for chart in some.clone() {
            judge.chart(chart, &helm_3, " with Helm 3")?;
        }
        println!(
            "Helm 3: {}/{} turns over {} charts",
            judge.agreeing,
            judge.turns,
            some.len()
        );
        failed += judge.turns - judge.agreeing;
    }
    Ok(failed)
}

/// The cluster to use: the one that the environment names, or that of the test bed.
fn kubeconfig(workspace: &Workspace) -> Option<PathBuf> {
    let own = workspace
        .root
        .join("target/testbed/cluster/admin.kubeconfig");
    variable("STEER_TEST_KUBECONFIG")
        .map(PathBuf::from)
        .or_else(|| own.is_file().then_some(own))
}

struct Judge<'a> {
    tools: Tools<'a>,
    program: PathBuf,
    agreeing: usize,
    turns: usize,
    namespaces: usize,
}

impl Judge<'_> {
    fn chart(&mut self, chart: &Path, helm: &Path, remark: &str) -> Result<()> {
        let alone = [helm; 4];
        let expected = self.play(chart, alone)?;
        let again = self.play(chart, alone)?;
        // What differs between two runs of Helm says nothing.
        let noise: Vec<BTreeSet<String>> = expected
            .iter()
            .zip(&again)
            .map(|(a, b)| {
                let paths = differences(&a.left, &b.left).into_iter();
                paths.map(|(path, _)| path).collect()
            })
            .collect();
        for pair in PAIRS {
            let program = self.program.clone();
            let mut programs = [helm; 4];
            for (place, letter) in programs.iter_mut().zip(pair.chars()) {
                if letter == 'p' {
                    *place = &program;
                }
            }
            let steps = self.play(chart, programs)?;
            let problems = problems(&expected, &noise, &steps, remark.is_empty());
            self.turns += 1;
            let name = chart.file_name().unwrap_or_default().to_string_lossy();
            if problems.is_empty() {
                self.agreeing += 1;
                println!("ok {name} {pair}{remark}");
            } else {
                println!("DIFFERS {name} {pair}{remark}");
                for problem in problems.iter().take(12) {
                    println!("    {problem}");
                }
            }
        }
        Ok(())
    }

    fn play(&mut self, chart: &Path, programs: [&Path; 4]) -> Result<Vec<Step>> {
        self.namespaces += 1;
        let namespace = format!("steersman-turns-{}-{}", std::process::id(), self.namespaces);
        play(&self.tools, chart, programs, &namespace)
    }
}

fn problems(
    expected: &[Step],
    noise: &[BTreeSet<String>],
    steps: &[Step],
    compares_words: bool,
) -> Vec<String> {
    const NAMES: [&str; 4] = ["install", "upgrade", "rollback", "uninstall"];
    let mut problems = Vec::new();
    for (n, (step, expected)) in steps.iter().zip(expected).enumerate() {
        for (path, what) in differences(&expected.left, &step.left) {
            let is_word = path.starts_with("/stdout") || path.starts_with("/stderr");
            if !noise[n].contains(&path) && (compares_words || !is_word) {
                problems.push(format!("{} {path}: {what}", NAMES[n]));
            }
        }
        let read = step
            .said
            .iter()
            .map(|said| format!("{} read {said}", NAMES[n]));
        problems.extend(read);
    }
    problems
}
