use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::Result;
use fs_err as fs;
use steersman_testbed::Cluster;

use super::run::{Tally, run_verb};
use crate::cluster::programs;
use crate::kill::Verb;
use crate::live::Arena;
use crate::workspace::Workspace;

/// How long after a verb began the API server goes away. One that was not reached before is not waited for.
const MOMENTS: [Duration; 5] = [
    Duration::from_millis(150),
    Duration::from_millis(300),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_millis(1800),
];

/// Pods take their time there, so that the later moments come while a verb waits for them.
const SLOW: &str = "delay: 2s\n";

/// The API server of a cluster of its own is restarted while a verb runs.
pub(super) fn restart_in_the_middle(
    workspace: &Workspace,
    program: &Path,
    tally: &mut Tally,
) -> Result<()> {
    let folder = workspace.root.join("target/testbed/restarted");
    let cluster = Cluster::up(
        &programs(workspace)?,
        &workspace.root.join("testbed"),
        &folder,
    )?;
    let done = restart_for_each(&cluster, program, tally);
    Cluster::down(cluster.folder())?;
    done
}

fn restart_for_each(cluster: &Cluster, program: &Path, tally: &mut Tally) -> Result<()> {
    let arena = Arena::at(cluster.folder(), program.to_owned(), "restarts")?;
    let values = arena.work().join("chart/values.yaml");
    let usual = fs::read_to_string(&values)?;
    fs::write(&values, format!("{usual}{SLOW}"))?;
    for (n, moment) in MOMENTS.into_iter().enumerate() {
        for verb in Verb::ALL {
            let release = format!("r{n}-{}", verb.name());
            verb.prepare(&arena, &release)?;
            let problems = thread::scope(|scope| {
                let restarting = scope.spawn(|| {
                    thread::sleep(moment);
                    cluster.restart_api_server()
                });
                let problems = run_verb(&arena, &arena.admin(), verb, &release);
                match restarting.join() {
                    Ok(restarted) => restarted?,
                    Err(_) => anyhow::bail!("the API server could not be restarted"),
                }
                problems
            })?;
            let what = format!(
                "{} while the API server restarts after {} ms",
                verb.name(),
                moment.as_millis()
            );
            tally.count(&what, &problems);
        }
    }
    Ok(())
}
