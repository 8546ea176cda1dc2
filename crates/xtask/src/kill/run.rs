use std::path::PathBuf;

use anyhow::Result;

use super::calls::kill_at_calls;
use super::helm::kill_helm;
use super::moments::kill_at_moments;
use super::report::report;
use crate::live::Arena;
use crate::oracle::{HELM_4, existing};
use crate::workspace::Workspace;

/// What `kill` is to do.
#[derive(Debug)]
pub(crate) struct Kill {
    /// The program under test.
    pub(crate) program: Option<PathBuf>,
    /// At how many random moments.
    pub(crate) moments: usize,
    /// What the moments are drawn from.
    pub(crate) seed: u64,
    /// How many commands are killed at the same time.
    pub(crate) jobs: usize,
}

/// Kills commands at random moments and at each of their requests, and Helm in the middle; the number of releases that
/// one more command did not bring to where they are to be.
pub(crate) fn kill(workspace: &Workspace, request: &Kill) -> Result<usize> {
    let arena = Arena::new(workspace, request.program.as_deref(), "kill")?;
    let audit = arena.audit()?;
    let mut wrong = 0;
    if request.moments > 0 {
        let mut trials = kill_at_moments(&arena, request.moments, request.seed, request.jobs)?;
        let title = format!("at random moments (seed {})", request.seed);
        wrong += report(&title, &mut trials, &arena, &audit)?;
    }
    let mut trials = kill_at_calls(&arena, request.jobs)?;
    wrong += report("before and after each request", &mut trials, &arena, &audit)?;
    match existing(workspace, HELM_4) {
        Some(helm) => {
            let mut trials = kill_helm(&arena, &helm)?;
            wrong += report("Helm in the middle", &mut trials, &arena, &audit)?;
        }
        None => println!("skipped: killing Helm, because it is not there (`cargo xtask oracle`)"),
    }
    Ok(wrong)
}
