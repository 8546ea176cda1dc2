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
use crate::live::kubeconfig;
use crate::oracle::{HELM_3, HELM_4, oracle};
use crate::scratch::Scratch;
use crate::workspace::Workspace;

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
        judge.chart(chart, &helm_4, &helm_4, "")?;
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
            judge.chart(chart, &helm_3, &helm_4, " with Helm 3")?;
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

struct Judge<'a> {
    tools: Tools<'a>,
    program: PathBuf,
    agreeing: usize,
    turns: usize,
    namespaces: usize,
}

impl Judge<'_> {
    /// Lets the program take turns with `helm`; what `stand_in`, a Helm of the same records, does in the program's place
    /// is what is expected.
    fn chart(&mut self, chart: &Path, helm: &Path, stand_in: &Path, remark: &str) -> Result<()> {
        let program = self.program.clone();
        let name = chart.file_name().unwrap_or_default().to_string_lossy();
        let mut known: Option<Expected> = None;
        for pair in PAIRS {
            let expected = match known.take().filter(|_| helm == stand_in) {
                Some(expected) => expected,
                None => self.expected(chart, cast(pair, stand_in, helm))?,
            };
            let steps = self.play(chart, cast(pair, &program, helm))?;
            let problems = problems(&expected, &steps, remark.is_empty());
            known = Some(expected);
            self.turns += 1;
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

    /// Plays twice: what differs between two runs of the same programs says nothing.
    fn expected(&mut self, chart: &Path, programs: [&Path; 4]) -> Result<Expected> {
        let steps = self.play(chart, programs)?;
        let again = self.play(chart, programs)?;
        let noise = steps
            .iter()
            .zip(&again)
            .map(|(a, b)| {
                let paths = differences(&a.left, &b.left).into_iter();
                paths.map(|(path, _)| path).collect()
            })
            .collect();
        Ok(Expected { steps, noise })
    }

    fn play(&mut self, chart: &Path, programs: [&Path; 4]) -> Result<Vec<Step>> {
        self.namespaces += 1;
        let namespace = format!("steersman-turns-{}-{}", std::process::id(), self.namespaces);
        play(&self.tools, chart, programs, &namespace)
    }
}

/// What the steps should leave.
struct Expected {
    steps: Vec<Step>,
    /// The paths that say nothing, for each step.
    noise: Vec<BTreeSet<String>>,
}

/// Who does which step.
fn cast<'a>(pair: &str, program: &'a Path, helm: &'a Path) -> [&'a Path; 4] {
    let mut programs = [helm; 4];
    for (place, letter) in programs.iter_mut().zip(pair.chars()) {
        if letter == 'p' {
            *place = program;
        }
    }
    programs
}

fn problems(expected: &Expected, steps: &[Step], compares_words: bool) -> Vec<String> {
    const NAMES: [&str; 4] = ["install", "upgrade", "rollback", "uninstall"];
    let mut problems = Vec::new();
    for (n, (step, wanted)) in steps.iter().zip(&expected.steps).enumerate() {
        for (path, what) in differences(&wanted.left, &step.left) {
            let is_word = path.starts_with("/stdout") || path.starts_with("/stderr");
            if !expected.noise[n].contains(&path) && (compares_words || !is_word) {
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
