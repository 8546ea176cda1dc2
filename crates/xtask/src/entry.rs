//! From the command line to a task.

use std::env;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use crate::arguments::{Arguments, USAGE};
use crate::bench::{Bench, bench, bench_distribution, bench_releases, copy_releases};
use crate::cluster::cluster;
use crate::concurrency::concurrency;
use crate::conformance::conformance;
use crate::distribution::{Distribution, distribution};
use crate::docs::docs;
use crate::faults::{Faults, faults};
use crate::fuzz::fuzz;
use crate::hostile::{hostile, write_hostile_charts};
use crate::interchange::{Interchange, interchange};
use crate::kill::{Kill, kill};
use crate::oracle::{HELM_4, oracle};
use crate::record::record;
use crate::rights::rights;
use crate::serving::{Serving, serving};
use crate::tidy::tidy;
use crate::umbrella::write_umbrella;
use crate::whole_files::{WholeFiles, whole_files};
use crate::workspace::Workspace;

/// Runs the task named on the command line; the exit code is 1 when it finds something wrong.
pub fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "it is a table of tasks, each of which takes its options"
)]
fn run() -> Result<()> {
    let arguments = Arguments::parse(env::args_os().skip(1))?;
    let workspace = Workspace::find()?;
    let options = &arguments.conformance;
    match arguments.task.as_str() {
        "tidy" => report_problems(&tidy(&workspace.root)?),
        "oracle" => {
            let version = arguments.operands.first().map_or(HELM_4, String::as_str);
            println!("{}", oracle(&workspace, version)?.display());
            Ok(())
        }
        "record" => {
            let refused: Result<Vec<usize>> = arguments
                .versions()
                .into_iter()
                .map(|version| record(&workspace, version, &options.filter, options.jobs))
                .collect();
            fail_unless_none(refused?.iter().sum(), "cases could not be recorded")
        }
        "conformance" => {
            let totals = conformance(&workspace, options)?;
            println!("{totals}");
            fail_unless_none(totals.failed, "cases differ")
        }
        "bench" if arguments.operands == ["cluster"] => {
            let program = options.program.as_deref();
            let missed = bench_releases(&workspace, program, arguments.rounds)?;
            fail_unless_none(missed, "targets missed")
        }
        "bench" if arguments.operands == ["distribution"] => {
            let program = options.program.as_deref();
            let missed = bench_distribution(&workspace, program, arguments.rounds)?;
            fail_unless_none(missed, "targets missed")
        }
        "bench" => {
            let request = Bench {
                program: options.program.clone(),
                rounds: arguments.rounds,
                sample: options.sample,
            };
            fail_unless_none(bench(&workspace, &request)?, "targets missed")
        }
        "hostile" => {
            let program = options.program.as_deref();
            let totals = hostile(&workspace, program, &options.filter, options.jobs)?;
            println!("{totals}");
            fail_unless_none(totals.failed, "attacks succeed")
        }
        "docs" => docs(&workspace, options.program.as_deref(), arguments.check),
        "fuzz" => fuzz(&workspace, &options.filter, arguments.seconds),
        "hostile-charts" => match arguments.operands.as_slice() {
            [folder] => write_hostile_charts(Path::new(folder)),
            _ => bail!("hostile-charts takes a folder"),
        },
        "copy-releases" => match arguments.operands.as_slice() {
            [kubeconfig, namespace] => copy_releases(Path::new(kubeconfig), namespace),
            _ => bail!("copy-releases takes a kubeconfig and a namespace"),
        },
        "cluster" => cluster(
            &workspace,
            arguments.operands.first().map_or("status", String::as_str),
        ),
        "interchange" if arguments.operands == ["distribution"] => {
            let request = Distribution {
                program: options.program.clone(),
                filter: options.filter.clone(),
            };
            fail_unless_none(distribution(&workspace, &request)?, "turns differ")
        }
        "interchange" => {
            let request = Interchange {
                program: options.program.clone(),
                filter: options.filter.clone(),
                count: arguments.charts,
                skip: arguments.skip,
                jobs: options.jobs,
                helm_3: arguments.helm_3,
                only_apart: arguments.operands == ["apart"],
            };
            fail_unless_none(interchange(&workspace, &request)?, "turns differ")
        }
        "kill" => {
            let request = Kill {
                program: options.program.clone(),
                moments: arguments.moments,
                seed: arguments.drawn(),
                jobs: options.jobs,
            };
            fail_unless_none(kill(&workspace, &request)?, "releases left wrong")
        }
        "faults" if arguments.operands == ["distribution"] => {
            let request = WholeFiles {
                program: options.program.clone(),
                moments: arguments.moments,
                seed: arguments.drawn(),
            };
            fail_unless_none(whole_files(&workspace, &request)?, "checks failed")
        }
        "faults" => {
            let request = Faults {
                program: options.program.clone(),
            };
            fail_unless_none(faults(&workspace, &request)?, "commands failed")
        }
        "concurrency" => {
            let wrong = concurrency(&workspace, options.program.as_deref())?;
            fail_unless_none(wrong, "checks failed")
        }
        "serve" => {
            let request = Serving {
                program: options.program.clone(),
                moments: arguments.moments,
                seed: arguments.drawn(),
                versions: arguments.chart_versions,
                seconds: arguments.seconds,
            };
            let what = arguments.operands.first().map_or("", String::as_str);
            fail_unless_none(serving(&workspace, what, &request)?, "checks failed")
        }
        "rights" => {
            let wrong = rights(&workspace, options.program.as_deref())?;
            fail_unless_none(wrong, "checks failed")
        }
        "umbrella" => match arguments.operands.as_slice() {
            [folder, count] => {
                let program = workspace.program(options.program.as_deref())?;
                write_umbrella(
                    &program,
                    Path::new(folder),
                    count.parse().context("COUNT is a number")?,
                )
            }
            _ => bail!("umbrella takes a folder and a count"),
        },
        "" | "help" => {
            print!("{USAGE}");
            Ok(())
        }
        other => bail!("unknown task {other}; see `cargo xtask help`"),
    }
}

fn report_problems(problems: &[String]) -> Result<()> {
    for problem in problems {
        println!("{problem}");
    }
    fail_unless_none(problems.len(), "problems")
}

fn fail_unless_none(count: usize, what: &str) -> Result<()> {
    if count > 0 {
        bail!("{count} {what}");
    }
    Ok(())
}
