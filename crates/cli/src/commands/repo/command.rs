//! `repo`: the configured chart repositories.

use crate::command::{Candidates, Command, CompletionRequest, Directive, Operands};
use crate::repositories::repositories;

const LONG: &str = "
Adds, lists, updates and removes chart repositories, and makes their indexes.

A chart repository is a folder on a web server with archives of charts and a file
'index.yaml' that lists them.
";

pub(in crate::commands) static COMMAND: Command = Command {
    operands: Operands::None,
    children: &[
        &super::add::COMMAND,
        &super::doctor::COMMAND,
        &super::index::COMMAND,
        &super::list::COMMAND,
        &super::remove::COMMAND,
        &super::update::COMMAND,
    ],
    ..Command::new(
        "repo add|remove|list|index|update",
        "add, list, remove, update, and index chart repositories",
        LONG,
    )
};

/// Names of repositories that are no operand yet.
pub(super) fn complete_names(request: &CompletionRequest<'_>) -> Candidates {
    let names = repositories(request.settings)
        .into_iter()
        .filter(|repository| !request.operands.contains(&repository.name))
        .map(|repository| format!("{}\t{}", repository.name, repository.url));
    (names.collect(), Directive::NO_FILES)
}
