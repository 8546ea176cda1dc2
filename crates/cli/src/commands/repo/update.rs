//! `repo update`: brings the indexes of repositories up to date.

use steersman_index::Repository;
use steersman_repo::{ConfigError, Getters, Places, load_repositories, update_all};

use crate::command::{Command, Flag, FlagKind, Invocation, Operands, quote};
use crate::context::Context;
use crate::error::CliError;
use crate::sources::{getters_within, log_skipped, places};

use super::command::complete_names;

const LONG: &str = "
Downloads the indexes of all configured chart repositories, or of those named, into
the cache, where commands such as '{program} search repo' look.
";

const FLAGS: &[Flag] = &[Flag::new(
    "timeout",
    FlagKind::Duration,
    "time to wait for the index file download to complete",
)
.or("2m0s")];

pub(super) static COMMAND: Command = Command {
    aliases: &["up"],
    flags: &[FLAGS],
    operands: Operands::AtLeast(0),
    complete: Some(complete_names),
    run: Some(run),
    ..Command::new(
        "update [REPO1 [REPO2 ...]]",
        "update information of available charts locally from chart repositories",
        LONG,
    )
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let places = places(context.settings);
    let none = || CliError::new("no repositories found. You must add one before updating");
    let configured = match load_repositories(&places.config) {
        Ok(configured) => configured.repositories,
        Err(error) if error.is_missing() => return Err(none()),
        Err(error @ ConfigError::Read(..)) => return Err(CliError::from_error(&error)),
        Err(error) => {
            let path = places.config.display();
            return Err(CliError::new(format!(
                "failed loading file: {path}: {error}"
            )));
        }
    };
    if configured.is_empty() {
        return Err(none());
    }
    let wanted = invocation.operands();
    let unknown = wanted
        .iter()
        .find(|name| !configured.iter().any(|known| known.name == **name));
    if let Some(name) = unknown {
        return Err(CliError::new(format!(
            "no repositories found matching '{name}'.  Nothing will be updated"
        )));
    }
    let chosen: Vec<_> = configured
        .iter()
        .filter(|repository| wanted.is_empty() || wanted.contains(&repository.name))
        .collect();
    let getters = getters_within(&invocation.flags, context);
    update(&chosen, &places, &getters, context)
}

fn update(
    chosen: &[&Repository],
    places: &Places,
    getters: &Getters,
    context: &mut Context<'_>,
) -> Result<(), CliError> {
    context
        .printer
        .data("Hang tight while we grab the latest from your chart repositories...\n")?;
    let mut failed = Vec::new();
    let mut hints = Vec::new();
    let mut printed = Ok(());
    update_all(chosen, places, getters, &mut |updated| {
        let Repository { name, url, .. } = updated.repository;
        let line = match updated.result {
            Ok(skipped) => {
                log_skipped(&skipped, url, context);
                format!(
                    "...Successfully got an update from the {} chart repository\n",
                    quote(name)
                )
            }
            Err(error) => {
                failed.push(url.clone());
                hints.extend(error.hint().map(|hint| format!("{name}: {hint}")));
                format!(
                    "...Unable to get an update from the {} chart repository ({url}):\n\t{error}\n",
                    quote(name)
                )
            }
        };
        let line = context
            .printer
            .data(line)
            .and_then(|()| context.printer.flush());
        if printed.is_ok() {
            printed = line;
        }
    });
    printed?;
    if failed.is_empty() {
        return context.printer.data("Update Complete. ⎈Happy Helming!⎈\n");
    }
    let message = format!(
        "failed to update the following repositories: [{}]",
        failed.join(" ")
    );
    Err(hints
        .into_iter()
        .fold(CliError::new(message), CliError::hint))
}
