//! `repo remove`: removes repositories from the configured ones.

use steersman_repo::{ConfigLock, load_repositories, remove_index, write_repositories};

use crate::command::{Command, Invocation, Operands, quote};
use crate::context::Context;
use crate::error::CliError;
use crate::sources::places;

use super::command::complete_names;

const LONG: &str = "
Removes chart repositories from the configured ones, and their indexes from the
cache.
";

pub(super) static COMMAND: Command = Command {
    aliases: &["rm"],
    operands: Operands::AtLeast(1),
    complete: Some(complete_names),
    run: Some(run),
    ..Command::new(
        "remove [REPO1 [REPO2 ...]]",
        "remove one or more chart repositories",
        LONG,
    )
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let places = places(context.settings);
    let none = || CliError::new("no repositories configured");
    if fs_err::metadata(&places.config).is_err() {
        return Err(none());
    }
    let _lock = ConfigLock::take(&places.config).map_err(|error| CliError::from_error(&error))?;
    let mut repositories = load_repositories(&places.config).unwrap_or_default();
    if repositories.repositories.is_empty() {
        return Err(none());
    }
    for name in invocation.operands() {
        if !repositories.remove(name) {
            return Err(CliError::new(format!(
                "no repo named {} found",
                quote(name)
            )));
        }
        write_repositories(&places.config, &repositories)
            .map_err(|error| CliError::from_error(&error))?;
        remove_index(name, &places).map_err(|error| CliError::from_error(&error))?;
        context.printer.data(format!(
            "{} has been removed from your repositories\n",
            quote(name)
        ))?;
    }
    Ok(())
}
