use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, bail};
use regex_lite::Regex;
use steersman_cluster::{ConnectOptions, KubeCluster};
use steersman_plan::Cluster as _;

use super::apart::{Players, differing};
use super::charts::choose;
use super::compare::differences;
use super::scenario::{Reading, Step, Tools, play};
use crate::case::load_cases;
use crate::conformance::KnownDifferences;
use crate::live::kubeconfig;
use crate::oracle::{HELM_3, HELM_4, oracle};
use crate::parallel::map;
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
    /// How many of those that could be tried are passed over first.
    pub(crate) skip: usize,
    /// How many charts at a time.
    pub(crate) jobs: usize,
    /// With how many of them Helm 3 is tried too.
    pub(crate) helm_3: usize,
    /// Whether only command lines are played apart.
    pub(crate) only_apart: bool,
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
    let players = Players {
        cluster: &cluster,
        kubeconfig: &kubeconfig,
        charts: &workspace.corpus().join("charts"),
        program: &program,
        helm: &helm_4,
        helm_3: &oracle(workspace, HELM_3)?,
    };
    let apart = play_apart(workspace, request, players)?;
    if request.only_apart {
        return Ok(apart);
    }
    let wanted = request.skip + request.count;
    let mut charts = choose(workspace, &helm_4, &cluster, &request.filter, wanted)?;
    charts.drain(..request.skip.min(charts.len()));
    let scratch = Scratch::new()?;
    let judge = Judge {
        tools: Tools {
            cluster: &cluster,
            environment: scratch.environment(&[(
                "KUBECONFIG".to_owned(),
                OsString::from(kubeconfig.as_os_str()),
            )]),
            folder: scratch.work(),
            readers: [program.clone(), helm_4.clone()],
        },
        program,
        namespaces: AtomicUsize::new(0),
    };
    let mut failed = judge.charts(&charts, request.jobs, [&helm_4, &helm_4], "Helm 4")?;
    if request.helm_3 > 0 {
        let helm_3 = oracle(workspace, HELM_3)?;
        let some = &charts[..request.helm_3.min(charts.len())];
        failed += judge.charts(some, request.jobs, [&helm_3, &helm_4], "Helm 3")?;
    }
    Ok(failed + apart)
}

/// Plays the command lines of `corpus/cluster` with each program apart; the number of cases that differ.
fn play_apart(workspace: &Workspace, request: &Interchange, players: Players<'_>) -> Result<usize> {
    let mut cases = load_cases(&workspace.corpus().join("cluster"), HELM_4)?;
    cases.retain(|(case, _)| request.filter.is_match(&case.id));
    let known = KnownDifferences::load(&workspace.corpus().join("known-differences.toml"))?;
    // As `CASE: COMMAND`.
    let listed: Vec<(&str, &str)> = known
        .listed("apart")
        .filter_map(|id| id.split_once(": "))
        .collect();
    let numbered: Vec<_> = cases.iter().enumerate().collect();
    let judged = map(
        &numbered,
        request.jobs,
        || (),
        |(), (number, (case, _))| {
            let mut problems = differing(players, case, *number)?;
            let mut as_listed = 0;
            for (_, command) in listed.iter().filter(|(id, _)| *id == case.id) {
                let before = problems.len();
                problems.retain(|problem| !problem.starts_with(&format!("{command}: ")));
                as_listed += before - problems.len();
                if problems.len() == before {
                    problems.push(format!("{command}: agrees, so it has to leave the list"));
                }
            }
            let result = match (problems.is_empty(), as_listed) {
                (true, 0) => "ok",
                (true, _) => "as listed",
                (false, _) => "DIFFERS",
            };
            let count = case.commands.len();
            let mut lines = vec![format!("{result} apart {} ({count} lines)", case.id)];
            lines.extend(problems.iter().map(|problem| format!("    {problem}")));
            println!("{}", lines.join("\n"));
            Ok(problems.is_empty())
        },
    );
    let judged: Vec<bool> = judged.into_iter().collect::<Result<_>>()?;
    let agreeing = judged.iter().filter(|agrees| **agrees).count();
    println!("apart: {agreeing}/{} cases", cases.len());
    Ok(cases.len() - agreeing)
}

struct Judge<'a> {
    tools: Tools<'a>,
    program: PathBuf,
    namespaces: AtomicUsize,
}

impl Judge<'_> {
    /// Lets the program take turns with the first Helm over these charts; the number of turns that differ.
    fn charts(
        &self,
        charts: &[PathBuf],
        jobs: usize,
        helms: [&Path; 2],
        name: &str,
    ) -> Result<usize> {
        let judged = map(
            charts,
            jobs,
            || (),
            |(), chart| self.chart(chart, helms, name),
        );
        let agreeing: usize = judged.into_iter().sum::<Result<usize>>()?;
        let turns = charts.len() * PAIRS.len();
        println!(
            "{name}: {agreeing}/{turns} turns over {} charts",
            charts.len()
        );
        Ok(turns - agreeing)
    }

    /// Lets the program take turns with `helm`; what `stand_in`, a Helm of the same records, does in the program's place
    /// is what is expected. The number of turns that agree.
    fn chart(&self, chart: &Path, [helm, stand_in]: [&Path; 2], label: &str) -> Result<usize> {
        let name = chart.file_name().unwrap_or_default().to_string_lossy();
        let mut known: Option<Expected> = None;
        let mut agreeing = 0;
        for pair in PAIRS {
            let expected = match known.take().filter(|_| helm == stand_in) {
                Some(expected) => expected,
                None => self.expected(chart, cast(pair, stand_in, helm))?,
            };
            let steps = self.play(chart, cast(pair, &self.program, helm), Reading::Compared)?;
            let problems = problems(&expected, &steps, helm == stand_in);
            known = Some(expected);
            if problems.is_empty() {
                agreeing += 1;
                println!("ok {label} {name} {pair}");
            } else {
                let few: Vec<&str> = problems.iter().take(12).map(String::as_str).collect();
                println!("DIFFERS {label} {name} {pair}\n    {}", few.join("\n    "));
            }
        }
        Ok(agreeing)
    }

    /// Plays twice: what differs between two runs of the same programs says nothing.
    fn expected(&self, chart: &Path, programs: [&Path; 4]) -> Result<Expected> {
        let steps = self.play(chart, programs, Reading::None)?;
        let again = self.play(chart, programs, Reading::None)?;
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

    fn play(&self, chart: &Path, programs: [&Path; 4], reading: Reading) -> Result<Vec<Step>> {
        let number = self.namespaces.fetch_add(1, Ordering::Relaxed);
        let namespace = format!("steersman-turns-{}-{number}", std::process::id());
        play(&self.tools, chart, programs, &namespace, reading)
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
