//! `search`: finds charts in repositories and hubs.

use crate::command::{Command, Operands};

const LONG: &str = "
Finds charts: in the configured repositories, or in a hub that knows many.
";

pub(in crate::commands) static COMMAND: Command = Command {
    operands: Operands::None,
    children: &[&super::hub::COMMAND, &super::repo::COMMAND],
    ..Command::new("search [keyword]", "search for a keyword in charts", LONG)
};

/// What says that nothing was found, or fails with it.
pub(super) fn nothing_found(fails: bool) -> Result<&'static str, crate::error::CliError> {
    if fails {
        return Err(crate::error::CliError::new("no results found"));
    }
    Ok("No results found\n")
}
