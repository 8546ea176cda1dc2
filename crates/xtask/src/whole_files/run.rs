use std::path::PathBuf;

use anyhow::Result;

use super::site::Site;
use super::{full_disk, killed, together};
use crate::oracle::{HELM_4, oracle};
use crate::peer::find_program;
use crate::workspace::{Workspace, variable};

/// What `faults distribution` is to do.
#[derive(Debug)]
pub(crate) struct WholeFiles {
    /// The program under test.
    pub(crate) program: Option<PathBuf>,
    /// At how many moments commands are killed.
    pub(crate) moments: usize,
    /// What the moments are drawn from.
    pub(crate) seed: u64,
}

/// Runs all checks; the number of those that failed.
pub(crate) fn whole_files(workspace: &Workspace, request: &WholeFiles) -> Result<usize> {
    if find_program("nginx").is_none() {
        println!("skipped: nginx is not on this machine (scripts/setup-peers)");
        anyhow::ensure!(variable("CI").is_none(), "nothing may be skipped here");
        return Ok(0);
    }
    let program = workspace.program(request.program.as_deref())?;
    let helm = oracle(workspace, HELM_4)?;
    let site = Site::start(&helm)?;
    let mut wrong = 0;
    full_disk::full_disk(&mut wrong, &site, &program)?;
    together::together(&mut wrong, &site, [&program, &helm])?;
    killed::killed(&mut wrong, &site, &program, request.moments, request.seed)?;
    Ok(wrong)
}

/// Prints a check and counts it when it is wrong.
pub(super) fn check(wrong: &mut usize, holds: bool, what: &str) {
    println!("{} {what}", if holds { "ok  " } else { "FAIL" });
    *wrong += usize::from(!holds);
}
