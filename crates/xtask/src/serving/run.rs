//! The checks by their names.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::{clients, crash, load, replicas, trouble};
use crate::workspace::Workspace;

/// What `cargo xtask serve` is asked for.
#[derive(Debug)]
pub(crate) struct Serving {
    /// The program under test.
    pub(crate) program: Option<PathBuf>,
    /// Random moments of `serve kill`.
    pub(crate) moments: usize,
    /// What they are drawn from.
    pub(crate) seed: u64,
    /// Versions in the repository of `serve bench`.
    pub(crate) versions: usize,
    /// Seconds of each measurement of `serve bench`.
    pub(crate) seconds: u64,
}

/// Runs one of the checks; answers with how many things were wrong.
pub(crate) fn serving(workspace: &Workspace, what: &str, request: &Serving) -> Result<usize> {
    let program = workspace.program(request.program.as_deref())?;
    match what {
        "kill" => crash::crash(workspace, &program, request.moments, request.seed),
        "replicas" => replicas::replicas(workspace, &program),
        "faults" => trouble::trouble(workspace, &program),
        "bench" => load::load(&program, request.versions, request.seconds),
        "clients" => clients::clients(workspace, &program),
        other => bail!("serve takes kill, replicas, faults, bench or clients, not {other}"),
    }
}

/// Prints a check and counts it when it is wrong.
pub(super) fn check(wrong: &mut usize, holds: bool, what: &str) {
    println!("{} {what}", if holds { "ok  " } else { "FAIL" });
    *wrong += usize::from(!holds);
}
