//! Running two programs in turn.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, ensure};

use super::table::{Table, milliseconds};
use crate::process::{Finished, Job};

/// The programs that are compared, and how often.
#[derive(Debug)]
pub(super) struct Pair {
    /// Real Helm.
    pub(super) helm: PathBuf,
    /// The program under test.
    pub(super) steer: PathBuf,
    /// Rounds of which the median counts.
    pub(super) rounds: usize,
    /// The whole environment of both.
    pub(super) environment: Vec<(String, std::ffi::OsString)>,
}

/// The medians of one program.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Median {
    pub(super) wall: Duration,
    pub(super) peak: u64,
    /// Bytes of standard output.
    pub(super) output: usize,
}

/// The medians of both programs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Compared {
    pub(super) helm: Median,
    pub(super) steer: Median,
}

impl Pair {
    /// Runs both programs in turn; the same command line has to end the same way.
    pub(super) fn compare(&self, folder: &Path, command: &[String]) -> Result<Compared> {
        let mut helm = Vec::new();
        let mut steer = Vec::new();
        for _ in 0..self.rounds {
            helm.push(self.run(&self.helm, folder, command)?);
            steer.push(self.run(&self.steer, folder, command)?);
        }
        let (helm_code, steer_code) = (helm[0].exit(), steer[0].exit());
        ensure!(
            helm_code == steer_code,
            "{}: real Helm ends with {helm_code}, this program with {steer_code}",
            command.join(" ")
        );
        Ok(Compared {
            helm: median(&helm),
            steer: median(&steer),
        })
    }

    /// The same with the wall times as a line of the table.
    pub(super) fn tabulate(
        &self,
        table: &mut Table,
        name: &str,
        measured: (&Path, &[String]),
        target: f64,
    ) -> Option<Compared> {
        match self.compare(measured.0, measured.1) {
            Ok(compared) => {
                let (helm, steer) = (compared.helm.wall, compared.steer.wall);
                let ratio = helm.as_secs_f64() / steer.as_secs_f64();
                table.ratio(
                    name,
                    &milliseconds(helm),
                    &milliseconds(steer),
                    ratio,
                    target,
                );
                Some(compared)
            }
            Err(reason) => {
                table.impossible(name, &reason);
                None
            }
        }
    }

    /// One run of one program.
    pub(super) fn run(
        &self,
        program: &Path,
        folder: &Path,
        command: &[String],
    ) -> Result<Finished> {
        let mut job = Job::new(program, folder)
            .arguments(command)
            .environment(&self.environment);
        // Helm reads the index of every repository again for every dependency.
        job.deadline = Duration::from_mins(5);
        job.run()
    }
}

fn median(runs: &[Finished]) -> Median {
    let middle = runs.len() / 2;
    let mut walls: Vec<Duration> = runs.iter().map(|run| run.wall).collect();
    walls.sort_unstable();
    let mut peaks: Vec<u64> = runs.iter().map(|run| run.peak).collect();
    peaks.sort_unstable();
    Median {
        wall: walls[middle],
        peak: peaks[middle],
        output: runs[0].stdout.len(),
    }
}
