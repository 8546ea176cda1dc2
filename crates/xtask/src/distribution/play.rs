use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use fs_err as fs;

use super::scenario::Scenario;
use super::snapshot::{Snapshot, Veil};
use crate::process::Job;

/// Where scenarios are played: always at the same place, so that paths are the same, too.
#[derive(Debug)]
pub(super) struct Stage {
    /// The home and the working folder of the scenario, made anew for each.
    pub(super) folder: PathBuf,
    /// Programs that lines may call besides; one of them is `helm`.
    pub(super) programs: PathBuf,
    pub(super) environment: Vec<(String, OsString)>,
    pub(super) veil: Veil,
}

impl Stage {
    /// Plays the lines of a scenario, each turn with the tool whose turn it is, over and over.
    pub(super) fn play(&self, scenario: &Scenario, cast: &[&Path]) -> Result<Vec<Snapshot>> {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        fs::create_dir_all(self.folder.join("work"))?;
        let mut turns = cast.iter().cycle();
        let mut left = Vec::new();
        for line in &scenario.lines {
            if Scenario::is_turn(line)
                && let Some(tool) = turns.next()
            {
                self.lend(tool)?;
            }
            let mut job = Job::new("/bin/sh", self.folder.join("work"))
                .arguments(["-c", line])
                .environment(&self.environment);
            job.deadline = Duration::from_mins(2);
            let finished = job.run()?;
            left.push(Snapshot::take(line, &finished, &self.folder, &self.veil)?);
        }
        Ok(left)
    }

    /// Makes a tool the one that `helm` means.
    fn lend(&self, tool: &Path) -> Result<()> {
        let link = self.programs.join("helm");
        if fs::symlink_metadata(&link).is_ok() {
            fs::remove_file(&link)?;
        }
        fs::os::unix::fs::symlink(tool, &link)?;
        Ok(())
    }
}
