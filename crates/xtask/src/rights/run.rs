use std::path::Path;

use anyhow::Result;

use super::denied::denied;
use super::leaks::leaks;
use super::team::team;
use crate::live::Arena;
use crate::workspace::Workspace;

/// Lets the user of one namespace run every verb, and looks for secrets in everything that is said; how many checks
/// failed.
pub(crate) fn rights(workspace: &Workspace, program: Option<&Path>) -> Result<usize> {
    let arena = Arena::new(workspace, program, "rights")?;
    let mut problems = team(&arena)?;
    problems.extend(denied(&arena)?);
    problems.extend(leaks(&arena)?);
    for problem in &problems {
        println!("WRONG {problem}");
    }
    Ok(problems.len())
}

/// Whether the program under test has a command.
pub(super) fn has_command(arena: &Arena, name: &str) -> Result<bool> {
    let finished = arena.run(&arena.admin(), &format!("{name} --help"))?;
    let is_there = finished.code == Some(0);
    if !is_there {
        println!("skipped: `{name}`, because the program does not have it");
    }
    Ok(is_there)
}
