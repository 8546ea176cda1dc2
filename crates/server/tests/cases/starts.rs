//! Rows about the start of a server.

use std::path::Path;

use super::Case;
use super::setup::Setup;
use super::target::{Start, Target};

/// Whether a server starts, or says what it lacks.
pub(super) fn run_start(
    case: &Case<'_>,
    setup: &Setup,
    program: Option<&Path>,
) -> Result<(), String> {
    let started = Target::start(&Start {
        folder: setup.folder.path(),
        config: &setup.config,
        flags: &setup.flags,
        program,
    });
    match (case.status, started) {
        ("server up" | "server up without auth", Ok(_)) => Ok(()),
        ("server up" | "server up without auth", Err(error)) => Err(format!("refused: {error}")),
        (_, Ok(_)) => Err("it started".into()),
        (_, Err(error)) if setup.wants.iter().all(|word| error.contains(word.as_str())) => Ok(()),
        (_, Err(error)) => Err(format!("not {:?}: {error}", setup.wants)),
    }
}
