//! `history`: the revisions of a release.

use steersman_ops::records::history;
use steersman_release::Release;
use steersman_value::Tree;

use crate::command::{Command, Flag, FlagKind, Invocation, Operands};
use crate::context::Context;
use crate::error::CliError;
use crate::moment::Moments;
use crate::output::{OUTPUT, OutputFormat, document, json_list, json_object};
use crate::release_output::{app_version, chart_name};
use crate::releases::{Releases, Scope};
use crate::table::table;

const LONG: &str = "
Shows the revisions of a release, the oldest first: when each was deployed, what
became of it and which chart it was made from. At most 256 are shown, the newest
ones, unless --max says otherwise.

With --show-rollback-revision there is a column with the revision that a rollback
went back to.
";

const FLAGS: &[Flag] = &[
    Flag::new(
        "max",
        FlagKind::Int,
        "maximum number of revision to include in history",
    )
    .or("256"),
    OUTPUT,
    Flag::switch(
        "show-rollback-revision",
        "show the rollback revision column in table output",
    ),
];

pub(super) static COMMAND: Command = Command {
    aliases: &["hist"],
    flags: &[FLAGS],
    operands: Operands::Exactly(1),
    complete: Some(super::complete::release),
    run: Some(run),
    ..Command::new("history RELEASE_NAME", "fetch release history", LONG)
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let releases = Releases::open(context.settings, context.environment, Scope::Namespace)?;
    let source = releases.source(context.dialect);
    let max = flags.int_given("max").unwrap_or(256);
    let revisions = history(&source, &invocation.operands()[0], max)
        .map_err(|error| CliError::from_error(&error))?;
    let out = match OutputFormat::of(flags) {
        OutputFormat::Table => {
            let moments = Moments::new(context.environment);
            rows(&revisions, flags.switch("show-rollback-revision"), &moments).into_bytes()
        }
        format => document(json_list(revisions.iter().map(element)), format)?,
    };
    context.printer.data(out)
}

fn rows(revisions: &[Release], rollback: bool, moments: &Moments) -> String {
    let mut header = vec![
        "REVISION",
        "UPDATED",
        "STATUS",
        "CHART",
        "APP VERSION",
        "DESCRIPTION",
    ];
    if rollback {
        header.insert(5, "ROLLBACK");
    }
    let mut rows = vec![header.into_iter().map(str::to_owned).collect()];
    rows.extend(revisions.iter().map(|release| {
        let info = &release.info;
        let chart = release.chart_name();
        let mut row = vec![
            release.version.to_string(),
            moments.ansic(info.last_deployed),
            info.status.name().to_owned(),
            chart_name(chart.as_ref()),
            app_version(chart.as_ref()),
            info.description.clone(),
        ];
        if rollback {
            let revision = info.rollback_revision;
            row.insert(5, revision.map_or_else(String::new, |n| n.to_string()));
        }
        row
    }));
    table(&rows, 0)
}

fn element(release: &Release) -> Vec<u8> {
    let info = &release.info;
    let chart = release.chart_name();
    let mut fields = vec![("revision", Tree::Int(i64::from(release.version)))];
    if let Some(time) = info.last_deployed {
        fields.push(("updated", Tree::from(time.to_string())));
    }
    fields.extend([
        ("status", Tree::from(info.status.name())),
        ("chart", Tree::from(chart_name(chart.as_ref()))),
        ("app_version", Tree::from(app_version(chart.as_ref()))),
    ]);
    if let Some(revision) = info.rollback_revision {
        fields.push(("rollback_revision", Tree::Int(i64::from(revision))));
    }
    fields.push(("description", Tree::from(&*info.description)));
    json_object(fields)
}
