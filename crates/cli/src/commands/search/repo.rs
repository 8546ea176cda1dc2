//! `search repo`: finds charts in the configured repositories.

use steersman_funcs::Pattern;
use steersman_index::{Catalog, Found, Search, Term};
use steersman_repo::{Places, load_catalog, load_repositories};
use steersman_semver::Constraint;
use steersman_value::Tree;

use crate::command::{Command, Flag, FlagKind, Flags, Invocation};
use crate::context::Context;
use crate::error::CliError;
use crate::log::Level;
use crate::output::{OUTPUT, OutputFormat, document, json_list, json_object};
use crate::sources::{log_skipped, places};
use crate::table::write_table;

use super::command::nothing_found;

const LONG: &str = "
Finds charts in the configured repositories, in the indexes that the last
'{program} repo update' brought. Names, descriptions and keywords are searched.

The newest version of each chart that is no pre-release is shown; --devel shows
pre-releases too, and --version takes a range:

    $ {program} search repo ingress
    $ {program} search repo ingress --devel
    $ {program} search repo ingress --version ^1.0.0
";

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag::switch("devel", "use development versions (alpha, beta, and release candidate releases), too. Equivalent to version '>0.0.0-0'. If --version is set, this is ignored"),
    Flag::switch("fail-on-no-result", "search fails if no results are found"),
    Flag::new("max-col-width", FlagKind::Uint, "maximum column width for output table").or("50"),
    OUTPUT,
    Flag::switch("regexp", "use regular expressions for searching repositories you have added").short('r'),
    Flag::text("version", "search using semantic versioning constraints on repositories you have added"),
    Flag::switch("versions", "show the long listing, with each version of each chart on its own line, for repositories you have added").short('l'),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS],
    run: Some(run),
    ..Command::new(
        "repo [keyword]",
        "search repositories for a keyword in charts",
        LONG,
    )
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let wanted = wanted(flags, context);
    let words = invocation.operands();
    let term = words.join(" ");
    let pattern = (flags.switch("regexp") && !words.is_empty()).then(|| Pattern::new(&term));
    let pattern = pattern.transpose().map_err(CliError::new);
    let find = |line: &str| pattern.as_ref().ok()?.as_ref()?.find_start(line);
    let term = match &pattern {
        _ if words.is_empty() => Term::All,
        Ok(None) => Term::Literal(term),
        _ => Term::Pattern(&find),
    };
    let constraint = Constraint::parse(wanted)
        .map_err(|error| CliError::new(format!("an invalid version/constraint format: {error}")));
    let search = match (&pattern, constraint) {
        (Err(error), _) => Err(error.clone()),
        (_, constraint) => {
            constraint.map(|constraint| Search::new(term, constraint, flags.switch("versions")))
        }
    };
    // What is wrong with indexes is told before what is wrong with the search.
    let mut found = Vec::new();
    each_catalog(&places(context.settings), context, |name, catalog| {
        if let Ok(search) = &search {
            search.add(name, catalog, &mut found);
        }
    })?;
    drop(search?);
    Found::sort(&mut found);
    show(&found, flags, context)
}

fn wanted<'f>(flags: &'f Flags, context: &mut Context<'_>) -> &'f str {
    let version = flags.text("version");
    let debug = |message: &str, fields: &[(&str, &str)], context: &mut Context<'_>| {
        context.printer.log(Level::Debug, message, fields);
    };
    debug("original chart version", &[("version", version)], context);
    match (version.is_empty(), flags.switch("devel")) {
        (false, _) => version,
        (true, true) => {
            debug("setting version to >0.0.0-0", &[], context);
            ">0.0.0-0"
        }
        (true, false) => {
            debug("setting version to >0.0.0", &[], context);
            ">0.0.0"
        }
    }
}

/// Shows the catalog of each repository that can be read; one is in memory at a time.
fn each_catalog(
    places: &Places,
    context: &mut Context<'_>,
    mut look: impl FnMut(&str, &Catalog),
) -> Result<(), CliError> {
    let configured = match load_repositories(&places.config) {
        Ok(configured) => configured.repositories,
        Err(_) => Vec::new(),
    };
    if configured.is_empty() {
        return Err(
            CliError::new("no repositories configured").hint("add one: `repo add NAME URL`")
        );
    }
    for repository in configured {
        match load_catalog(&repository.name, places) {
            Ok(read) => {
                let source = places.index(&repository.name);
                log_skipped(&read.skipped, &source.to_string_lossy(), context);
                look(&repository.name, &read.catalog);
            }
            Err(error) => {
                let error = error.to_string();
                let fields = [("repo", repository.name.as_str()), ("error", &error)];
                context
                    .printer
                    .log(Level::Warn, "repo is corrupt or missing", &fields);
            }
        }
    }
    Ok(())
}

fn show(found: &[Found], flags: &Flags, context: &mut Context<'_>) -> Result<(), CliError> {
    let format = OutputFormat::of(flags);
    let fails = flags.switch("fail-on-no-result");
    if found.is_empty() && (fails || format == OutputFormat::Table) {
        return context.printer.data(nothing_found(fails)?);
    }
    if format == OutputFormat::Table {
        let header = ["NAME", "CHART VERSION", "APP VERSION", "DESCRIPTION"];
        let rows = std::iter::once(header).chain(found.iter().map(cells));
        let limit = flags.uint_given("max-col-width").unwrap_or(50);
        let limit = usize::try_from(limit).unwrap_or_default();
        return write_table(rows, limit, |piece| context.printer.data(piece));
    }
    let objects = found.iter().map(|found| {
        let keys = ["name", "version", "app_version", "description"];
        json_object(keys.into_iter().zip(cells(found).map(Tree::from)))
    });
    context.printer.data(document(json_list(objects), format)?)
}

fn cells(found: &Found) -> [&str; 4] {
    [
        &found.name,
        &found.version,
        &found.app_version,
        &found.description,
    ]
}
