//! `repo list`: the configured repositories.

use steersman_index::Repositories;
use steersman_repo::load_repositories;
use steersman_value::Tree;

use crate::command::{Command, Flag, Invocation, Operands};
use crate::commands::complete::nothing;
use crate::context::Context;
use crate::error::CliError;
use crate::output::{OUTPUT, OutputFormat, document, json_list, json_object};
use crate::sources::places;
use crate::table::table;

const LONG: &str = "
Lists the configured chart repositories with their URLs.
";

const FLAGS: &[Flag] = &[
    Flag::switch("no-headers", "suppress headers in the output"),
    OUTPUT,
];

pub(super) static COMMAND: Command = Command {
    aliases: &["ls"],
    flags: &[FLAGS],
    operands: Operands::None,
    complete: Some(nothing),
    run: Some(run),
    ..Command::new("list", "list chart repositories", LONG)
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let format = OutputFormat::of(&invocation.flags);
    // A file that cannot be read counts as one without repositories, as it does for Helm.
    let Repositories { repositories, .. } =
        load_repositories(&places(context.settings).config).unwrap_or_default();
    if format == OutputFormat::Table {
        if repositories.is_empty() {
            context.printer.talk("no repositories to show\n");
            return Ok(());
        }
        let header = (!invocation.flags.switch("no-headers"))
            .then(|| vec!["NAME".to_owned(), "URL".to_owned()]);
        let rows = repositories
            .into_iter()
            .map(|repository| vec![repository.name, repository.url]);
        let rows: Vec<_> = header.into_iter().chain(rows).collect();
        return context.printer.data(table(&rows, 0));
    }
    let objects = repositories.into_iter().map(|repository| {
        json_object([
            ("name", Tree::from(repository.name)),
            ("url", repository.url.into()),
        ])
    });
    context.printer.data(document(json_list(objects), format)?)
}
