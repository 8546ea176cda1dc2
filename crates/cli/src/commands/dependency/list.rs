//! `dependency list`: declared dependencies and what is in `charts/`.

use std::path::Path;

use steersman_ops::dependency::{Stranger, list_dependencies};

use crate::charts::inspect_chart;
use crate::command::{Command, Flag, FlagKind, Invocation, Operands, quote};
use crate::context::Context;
use crate::error::CliError;
use crate::observer::LogObserver;
use crate::paths::{clean, join};
use crate::table::table;
use crate::watch::ChartWatch;

use super::folder::Folder;

const LONG: &str = "
Lists the dependencies that a chart (a folder or an archive) declares, and whether
they are in its charts/ in a version that fits.
";

const FLAGS: &[Flag] = &[Flag::new(
    "max-col-width",
    FlagKind::Uint,
    "maximum column width for output table",
)
.or("80")];

pub(super) static COMMAND: Command = Command {
    aliases: &["ls"],
    flags: &[FLAGS],
    operands: Operands::AtMost(1),
    run: Some(run),
    ..Command::new(
        "list CHART",
        "list the dependencies for the given chart",
        LONG,
    )
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let _watch = ChartWatch::start(context.environment)?;
    let path = invocation
        .operands()
        .first()
        .map_or_else(|| ".".into(), |path| clean(path));
    let observer = LogObserver::new(context.dialect);
    let chart = inspect_chart(Path::new(&path), context, &observer)?;
    observer.print(&mut context.printer);
    let folder = join(&[&path, "charts"]);
    let Some(outcome) = list_dependencies(&chart, &Folder::read(&folder, context.dialect)) else {
        return context
            .printer
            .data(format!("WARNING: no dependencies at {folder}\n"));
    };
    let header = ["NAME", "VERSION", "REPOSITORY", "STATUS"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    rows.extend(outcome.rows.into_iter().map(|row| {
        let status = row.status.to_string();
        vec![row.name, row.version, row.repository, status]
    }));
    let limit = invocation.flags.uint_given("max-col-width").unwrap_or(80);
    let mut out = table(&rows, usize::try_from(limit).unwrap_or_default());
    out.push('\n');
    for Stranger { path, is_chart } in outcome.strangers {
        let what = if is_chart {
            "is not in Chart.yaml"
        } else {
            "is not a chart"
        };
        out.push_str(&["WARNING: ", &quote(&path), " ", what, ".\n"].concat());
    }
    context.printer.data(out)
}
