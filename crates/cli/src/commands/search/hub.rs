//! `search hub`: asks a hub for charts.

use std::fmt::Write as _;

use steersman_net::SafeUrl;
use steersman_repo::{Access, Get, GetError};
use steersman_value::Tree;

use crate::command::{Command, Flag, FlagKind, Flags, Invocation, quote};
use crate::context::Context;
use crate::error::CliError;
use crate::log::Level;
use crate::output::{OUTPUT, OutputFormat, document, json_list, json_object};
use crate::sources::getters;
use crate::table::table;

use super::command::nothing_found;

const LONG: &str = "
Asks a hub for charts: Artifact Hub, or another one that --endpoint names and that
answers as Monocular does.

The words are handed to the hub as they are, so what they may say is up to it.
";

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag::text("endpoint", "Hub instance to query for charts").or("https://hub.helm.sh"),
    Flag::switch("fail-on-no-result", "search fails if no results are found"),
    Flag::switch("list-repo-url", "print charts repository URL"),
    Flag::new("max-col-width", FlagKind::Uint, "maximum column width for output table").or("50"),
    OUTPUT,
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS],
    run: Some(run),
    ..Command::new(
        "hub [KEYWORD]",
        "search for charts in the Artifact Hub or your own hub instance",
        LONG,
    )
};

/// How many bytes an answer may have.
const LIMIT: u64 = 64 << 20;

/// What a hub says of a chart.
struct Hit {
    url: String,
    version: String,
    app_version: String,
    description: String,
    repository_url: String,
    repository_name: String,
}

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let endpoint = flags
        .text_given("endpoint")
        .unwrap_or("https://hub.helm.sh");
    let refused = |cause: &str| {
        CliError::new(format!(
            "unable to create connection to {}: {cause}",
            quote(endpoint)
        ))
    };
    let url = SafeUrl::parse(endpoint).map_err(|error| refused(&error.to_string()))?;
    if url.host_name().is_empty() {
        return Err(refused("no hostname provided"));
    }
    let hits = ask(&url, endpoint, &invocation.operands().join(" "), context).map_err(|error| {
        context
            .printer
            .log(Level::Debug, "search failed", &[("error", &error.message)]);
        let failure = CliError::new(format!(
            "unable to perform search against {}",
            quote(endpoint)
        ));
        let failure = failure.hint(error.message);
        error.hint.into_iter().fold(failure, CliError::hint)
    })?;
    show(&hits, flags, context)
}

fn ask(
    url: &SafeUrl,
    endpoint: &str,
    words: &str,
    context: &Context<'_>,
) -> Result<Vec<Hit>, GetError> {
    let path = format!(
        "{}/api/chartsvc/v1/charts/search",
        url.path().trim_end_matches('/')
    );
    let query = format!("q={}", escape(words));
    let target = url
        .clone()
        .with_path(&path)
        .with_query(Some(&query))
        .exposed();
    let access = Access::default();
    let answer = getters(context).get(&Get {
        url: &target,
        access: &access,
        accept: "",
        compressed: true,
        limit: LIMIT,
    })?;
    let answer: serde_json::Value =
        serde_json::from_slice(&answer).map_err(|error| GetError::new(error.to_string()))?;
    let hits = answer["data"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    Ok(hits.iter().map(|hit| read_hit(hit, endpoint)).collect())
}

fn read_hit(hit: &serde_json::Value, endpoint: &str) -> Hit {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let version = &hit["relationships"]["latestChartVersion"]["data"];
    let attributes = &hit["attributes"];
    let mut url = text(&hit["artifactHub"]["packageUrl"]);
    if url.is_empty() {
        url = format!("{endpoint}/charts/{}", text(&hit["id"]));
    }
    Hit {
        url,
        version: text(&version["version"]),
        app_version: text(&version["app_version"]),
        description: text(&attributes["description"]),
        repository_url: text(&attributes["repo"]["url"]),
        repository_name: text(&attributes["repo"]["name"]),
    }
}

/// A text as a query has it.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            other => write!(out, "%{other:02X}").expect("a text takes all that is written"),
        }
    }
    out
}

fn show(hits: &[Hit], flags: &Flags, context: &mut Context<'_>) -> Result<(), CliError> {
    let format = OutputFormat::of(flags);
    let fails = flags.switch("fail-on-no-result");
    if hits.is_empty() && (fails || format == OutputFormat::Table) {
        return context.printer.data(nothing_found(fails)?);
    }
    if format == OutputFormat::Table {
        let with_repository = flags.switch("list-repo-url");
        let mut rows = vec![
            ["URL", "CHART VERSION", "APP VERSION", "DESCRIPTION"]
                .map(str::to_owned)
                .to_vec(),
        ];
        rows.extend(hits.iter().map(|hit| {
            [&hit.url, &hit.version, &hit.app_version, &hit.description]
                .map(String::clone)
                .to_vec()
        }));
        if with_repository {
            let last = std::iter::once("REPO URL")
                .chain(hits.iter().map(|hit| hit.repository_url.as_str()));
            for (row, cell) in rows.iter_mut().zip(last) {
                row.push(cell.to_owned());
            }
        }
        let limit = flags.uint_given("max-col-width").unwrap_or(50);
        return context
            .printer
            .data(table(&rows, usize::try_from(limit).unwrap_or_default()));
    }
    let objects = hits.iter().map(|hit| {
        let text = |text: &String| Tree::from(text.as_str());
        let mut object = json_object([
            ("url", text(&hit.url)),
            ("version", text(&hit.version)),
            ("app_version", text(&hit.app_version)),
            ("description", text(&hit.description)),
        ]);
        object.pop();
        object.extend_from_slice(b",\"repository\":");
        object.extend(json_object([
            ("url", text(&hit.repository_url)),
            ("name", text(&hit.repository_name)),
        ]));
        object.push(b'}');
        object
    });
    context.printer.data(document(json_list(objects), format)?)
}
