//! `list`: the releases of a namespace, or of all.

use steersman_names::HelmDialect;
use steersman_ops::records::{ListRequest, Order, States, list};
use steersman_release::Summary;
use steersman_value::Tree;

use crate::color::Palette;
use crate::command::{Command, Flag, FlagKind, Flags, Invocation, Operands};
use crate::context::Context;
use crate::error::CliError;
use crate::moment::Moments;
use crate::output::{OUTPUT, OutputFormat, document, json, json_list, json_object};
use crate::release_output::{app_version, chart_name};
use crate::releases::{Releases, Scope};
use crate::table::table;

const LONG: &str = "
Lists the releases of a namespace (of the one of the current context when none is
named), or of all namespaces, with the newest revision of each.

Releases in every state are listed, unless flags such as --deployed or --failed
choose some; they can be combined. The list is sorted by name, or by the date of
the last deployment with --date. A filter is a regular expression that the name
has to match somewhere:

    $ {program} list --filter 'ara[a-z]+'

At most 256 releases are listed, unless --max says otherwise; --offset leaves some
out at the begin, so that the two together show the list in pages. With --max 0
there is no limit.
";

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    // What Helm 3 does not do by itself.
    Flag::switch("all", "show all releases without any filter applied").short('a').own().hidden(),
    Flag::switch("all-namespaces", "list releases across all namespaces").short('A'),
    Flag::switch("date", "sort by release date").short('d'),
    Flag::switch("deployed", "show deployed releases"),
    Flag::switch("failed", "show failed releases"),
    Flag::text("filter", "a regular expression (Perl compatible). Any releases that match the expression will be included in the results").short('f'),
    Flag::new("max", FlagKind::Int, "maximum number of releases to fetch").short('m').or("256"),
    Flag::switch("no-headers", "don't print headers when using the default output format"),
    Flag::new("offset", FlagKind::Int, "next release index in the list, used to offset from start value"),
    OUTPUT,
    Flag::switch("pending", "show pending releases"),
    Flag::switch("reverse", "reverse the sort order").short('r'),
    Flag::text("selector", "Selector (label query) to filter on, supports '=', '==', and '!='.(e.g. -l key1=value1,key2=value2). Works only for secret(default) and configmap storage backends.").short('l'),
    Flag::switch("short", "output short (quiet) listing format").short('q'),
    Flag::switch("superseded", "show superseded releases"),
    Flag::text("time-format", "format time using golang time formatter. Example: --time-format \"2006-01-02 15:04:05Z0700\""),
    Flag::switch("uninstalled", "show uninstalled releases (if 'helm uninstall --keep-history' was used)"),
    Flag::switch("uninstalling", "show releases that are currently being uninstalled"),
];

pub(super) static COMMAND: Command = Command {
    aliases: &["ls"],
    flags: &[FLAGS],
    operands: Operands::None,
    complete: Some(super::complete::nothing),
    run: Some(run),
    ..Command::new("list", "list releases", LONG)
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let scope = if flags.switch("all-namespaces") {
        Scope::AllNamespaces
    } else {
        Scope::Namespace
    };
    let releases = Releases::open(context.settings, context.environment, scope)?;
    let source = releases.source(context.dialect);
    let found = list(&source, &request(flags, context.dialect))
        .map_err(|error| CliError::from_error(&error))?;
    let format = OutputFormat::of(flags);
    let out = if flags.switch("short") {
        names(&found, format)?
    } else {
        let moments = Moments::new(context.environment);
        let updated = |summary: &Summary| match (summary.last_deployed, flags.text("time-format")) {
            (None, _) => "-".to_owned(),
            (Some(time), "") => moments.text(time),
            (Some(time), layout) => moments.format(time, layout),
        };
        match format {
            OutputFormat::Table => {
                let palette = Palette::new(context.settings, context.environment);
                rows(&found, updated, !flags.switch("no-headers"), palette).into_bytes()
            }
            _ => document(elements(&found, updated), format)?,
        }
    };
    context.printer.data(out)
}

fn request(flags: &Flags, dialect: HelmDialect) -> ListRequest {
    let number = |name, default| {
        let given = flags.int_given(name).unwrap_or(default);
        usize::try_from(given).unwrap_or(0)
    };
    let mut states = States {
        deployed: flags.switch("deployed"),
        uninstalled: flags.switch("uninstalled"),
        uninstalling: flags.switch("uninstalling"),
        pending: flags.switch("pending"),
        failed: flags.switch("failed"),
        superseded: flags.switch("superseded"),
    };
    if flags.switch("all") {
        states = States::default();
    } else if dialect == HelmDialect::V3_22 && states == States::default() {
        states.deployed = true;
        states.failed = true;
    }
    ListRequest {
        filter: flags.text("filter").to_owned(),
        selector: flags.text("selector").to_owned(),
        states,
        order: match (flags.switch("date"), flags.switch("reverse")) {
            (false, false) => Order::Name,
            (false, true) => Order::NameReversed,
            (true, false) => Order::Date,
            (true, true) => Order::DateReversed,
        },
        offset: number("offset", 0),
        max: number("max", 256),
    }
}

fn names(found: &[Summary], format: OutputFormat) -> Result<Vec<u8>, CliError> {
    if format == OutputFormat::Table {
        let lines = found.iter().map(|summary| summary.name.clone() + "\n");
        return Ok(lines.collect::<String>().into_bytes());
    }
    let names = found.iter().map(|summary| Tree::from(&*summary.name));
    document(json(&Tree::List(names.collect())), format)
}

fn rows(
    found: &[Summary],
    updated: impl Fn(&Summary) -> String,
    headers: bool,
    palette: Palette,
) -> String {
    const HEADER: [&str; 7] = [
        "NAME",
        "NAMESPACE",
        "REVISION",
        "UPDATED",
        "STATUS",
        "CHART",
        "APP VERSION",
    ];
    let mut rows = Vec::with_capacity(found.len() + 1);
    if headers {
        rows.push(HEADER.map(|text| palette.header(text)).to_vec());
    }
    rows.extend(found.iter().map(|summary| {
        vec![
            summary.name.clone(),
            palette.namespace(&summary.namespace),
            summary.version.to_string(),
            updated(summary),
            palette.status(summary.status),
            chart_name(summary.chart.as_ref()),
            app_version(summary.chart.as_ref()),
        ]
    }));
    if rows.is_empty() {
        // The line end of a table without lines.
        return "
"
        .to_owned();
    }
    table(&rows, 0)
}

fn elements(found: &[Summary], updated: impl Fn(&Summary) -> String) -> Vec<u8> {
    json_list(found.iter().map(|summary| {
        json_object([
            ("name", Tree::from(&*summary.name)),
            ("namespace", Tree::from(&*summary.namespace)),
            ("revision", Tree::from(summary.version.to_string())),
            ("updated", Tree::from(updated(summary))),
            ("status", Tree::from(summary.status.name())),
            ("chart", Tree::from(chart_name(summary.chart.as_ref()))),
            (
                "app_version",
                Tree::from(app_version(summary.chart.as_ref())),
            ),
        ])
    }))
}
