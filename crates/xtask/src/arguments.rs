//! The command line of `cargo xtask`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{Context as _, Result, bail};
use lexopt::prelude::{Long, Short, Value, ValueExt as _};
use regex_lite::Regex;

use crate::conformance::Conformance;
use crate::oracle::{HELM_3, HELM_4};
use crate::parallel::default_jobs;

/// The text of `cargo xtask help`.
pub(crate) const USAGE: &str = "\
cargo xtask TASK [OPTIONS]

  tidy                     check the rules of the tree
  oracle [VERSION]         build real Helm (v4.3.1) into the cache and print its path
  record [VERSION]         record the goldens of corpus/cases from real Helm (v4.3.1 and v3.22.0)
  conformance              compare the program with real Helm; prints N/M by kind
  bench                    speed and memory, as ratios to real Helm in the same run
  bench cluster            the same of releases on a cluster
  bench distribution       the same of repositories, over the shared indexes and a web server
  hostile                  charts that attack: each must end in a clear error, quickly
  hostile-charts FOLDER    write those charts
  copy-releases KUBECONFIG NAMESPACE
                           make a thousand releases of the release demo there
  fuzz                     run every fuzz target
  docs [--check]           write docs/reference/cli from the program, or check that it is current
  interchange              the program and real Helm take turns on the same releases in a cluster
  interchange apart        only the command lines of corpus/cluster, with each program in a namespace of its own
  interchange distribution the same with repositories, registries, signatures and plugins on real servers
  kill                     kill commands at any moment: one more has to bring the release to its end
  faults                   the verbs with a slow, busy, failing or restarting API server
  faults distribution      repositories and caches on a full disk, under several programs at once, killed
  serve bench              the chart server with 100 000 versions in 256 MiB; needs hey
  serve kill               kill it at any moment of uploads and deletes, on a folder and on a bucket
  serve replicas           two and three servers on one bucket
  serve faults             a bucket that fails, lags, hangs or cuts off, and a full disk
  serve clients            crane and skopeo as clients of its registry
  concurrency              20 installations at once, 10 writers on one release
  rights                   a user of one namespace, refusals, and secrets in what is said
  cluster up|down|status   a real Kubernetes control plane on loopback, in target/testbed/cluster
  umbrella FOLDER COUNT    write a chart with COUNT sub-charts

  --bin FILE               the program under test (default: the release build, made now)
  --filter REGEX           only cases whose id matches
  --jobs N                 threads (default: all cores)
  --kinds A,B              conformance: own, template, lint, show-all, show-chart, show-crds, show-readme,
                           show-values, deplist, package, snippet-output, snippet-error, golden
  --compat 3.22            conformance: STEER_HELM_COMPAT=3.22 against Helm 3.22
  --sample N               conformance, bench: every N-th shared case only
  --show N                 conformance: differences printed (default 25)
  --failures FILE          conformance: write all differences there
  --verbose                conformance: also print what agrees by core message only
  --rounds N               bench: repetitions of which the median counts (default 9)
  --seconds N              fuzz, serve bench: time for each target (default 60)
  --charts N               interchange: how many charts (default 30)
  --skip N                 interchange: how many to pass over first (default 0)
  --moments N              kill, faults distribution: at how many random moments (default 300)
  --seed N                 kill, faults distribution: what the moments are drawn from (default: chance)
  --versions N             serve bench: versions in the repository (default 100000)
  --helm-3 N               interchange: with how many of them Helm 3 is tried too (default 8)
";

/// A task with its options.
#[derive(Debug)]
pub(crate) struct Arguments {
    /// The task's name.
    pub(crate) task: String,
    /// What stands beside the options.
    pub(crate) operands: Vec<String>,
    /// The options of `conformance`, of which other tasks use some.
    pub(crate) conformance: Conformance,
    /// Repetitions of a measurement.
    pub(crate) rounds: usize,
    /// Seconds for each fuzz target.
    pub(crate) seconds: u64,
    /// Charts of `interchange`.
    pub(crate) charts: usize,
    /// Charts of `interchange` that are passed over.
    pub(crate) skip: usize,
    /// Charts of `interchange` that Helm 3 is tried with too.
    pub(crate) helm_3: usize,
    /// Random moments of `kill`.
    pub(crate) moments: usize,
    /// What they are drawn from.
    pub(crate) seed: Option<u64>,
    /// Versions in the repository of `serve bench`.
    pub(crate) chart_versions: usize,
    /// Only check.
    pub(crate) check: bool,
}

impl Arguments {
    /// The seed that was given, else one by chance.
    pub(crate) fn drawn(&self) -> u64 {
        self.seed.unwrap_or_else(|| u64::from(std::process::id()))
    }

    /// Reads the command line.
    pub(crate) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Self> {
        let mut parser = lexopt::Parser::from_args(words);
        let mut arguments = Self {
            task: String::new(),
            operands: Vec::new(),
            conformance: Conformance {
                program: None,
                kinds: Vec::new(),
                filter: Regex::new("")?,
                compat: None,
                jobs: default_jobs(),
                sample: 1,
                show: 25,
                verbose: false,
                failures: None,
            },
            rounds: 9,
            seconds: 60,
            charts: 30,
            skip: 0,
            helm_3: 8,
            moments: 300,
            seed: None,
            chart_versions: 100_000,
            check: false,
        };
        while let Some(argument) = parser.next()? {
            match argument {
                Value(word) if arguments.task.is_empty() => arguments.task = word.string()?,
                Value(word) => arguments.operands.push(word.string()?),
                Short('h') => arguments.task = String::from("help"),
                Short('j') => arguments.conformance.jobs = number(&mut parser)?,
                Long(name) => {
                    let name = name.to_owned();
                    arguments.option(&name, &mut parser)?;
                }
                Short(letter) => bail!("unknown option -{letter}"),
            }
        }
        Ok(arguments)
    }

    fn option(&mut self, name: &str, parser: &mut lexopt::Parser) -> Result<()> {
        let conformance = &mut self.conformance;
        match name {
            "help" => self.task = String::from("help"),
            "check" => self.check = true,
            "verbose" => conformance.verbose = true,
            "bin" => conformance.program = Some(PathBuf::from(parser.value()?)),
            "failures" => conformance.failures = Some(PathBuf::from(parser.value()?)),
            "filter" => conformance.filter = Regex::new(&parser.value()?.string()?)?,
            "compat" => conformance.compat = Some(parser.value()?.string()?),
            "kinds" => {
                let list = parser.value()?.string()?;
                conformance.kinds = list.split(',').map(str::to_owned).collect();
            }
            "jobs" => conformance.jobs = number(parser)?,
            "sample" => conformance.sample = number(parser)?,
            "show" => conformance.show = number(parser)?,
            "rounds" => self.rounds = number(parser)?,
            "seconds" => self.seconds = number(parser)?,
            "charts" => self.charts = number(parser)?,
            "skip" => self.skip = number(parser)?,
            "moments" => self.moments = number(parser)?,
            "seed" => self.seed = Some(number(parser)?),
            "versions" => self.chart_versions = number(parser)?,
            "helm-3" => self.helm_3 = number(parser)?,
            other => bail!("unknown option --{other}"),
        }
        Ok(())
    }

    /// The Helm versions named, or both that goldens exist for.
    pub(crate) fn versions(&self) -> Vec<&str> {
        match self.operands.as_slice() {
            [] => vec![HELM_4, HELM_3],
            named => named.iter().map(String::as_str).collect(),
        }
    }
}

fn number<T: FromStr<Err: std::error::Error + Send + Sync + 'static>>(
    parser: &mut lexopt::Parser,
) -> Result<T> {
    let word = parser.value()?.string()?;
    word.parse().with_context(|| format!("{word} is no number"))
}
