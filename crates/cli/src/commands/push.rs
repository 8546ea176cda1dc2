//! `push`: uploads charts to registries.

use steersman_chart::archive::Limits;
use steersman_funcs::offset_of;
use steersman_oci::ChartPush;
use steersman_release::Time;
use steersman_store::{Purpose, load};

use crate::command::{
    Candidates, Command, CompletionRequest, Directive, Flag, Invocation, Operands,
    no_more_operands, quote,
};
use crate::context::Context;
use crate::error::CliError;
use crate::moment::Moments;
use crate::paths::{go_error, join};
use crate::ports::local_zone;
use crate::registry::{plain_registry_client, registry_error, underscore_note};
use crate::watch::ChartWatch;

const LONG: &str = "
Uploads the archive of a chart to a registry, under the name and the version of
the chart: {program} push web-1.0.0.tgz oci://registry.example/charts makes
oci://registry.example/charts/web:1.0.0.

A provenance file beside the archive is uploaded with it.
";

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag::text("ca-file", "verify certificates of HTTPS-enabled servers using this CA bundle"),
    Flag::text("cert-file", "identify registry client using this SSL certificate file"),
    Flag::switch("insecure-skip-tls-verify", "skip tls certificate checks for the chart upload"),
    Flag::text("key-file", "identify registry client using this SSL key file"),
    Flag::text("password", "chart repository password where to locate the requested chart"),
    Flag::switch("plain-http", "use insecure HTTP connections for the chart upload"),
    Flag::text("username", "chart repository username where to locate the requested chart"),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS],
    operands: Operands::AtLeast(2),
    complete: Some(complete),
    run: Some(run),
    ..Command::new("push [chart] [remote]", "push a chart to remote", LONG)
};

fn complete(request: &CompletionRequest<'_>) -> Candidates {
    match request.operands.len() {
        0 => (Vec::new(), Directive::DEFAULT),
        1 => (
            vec!["oci://".into()],
            Directive::NO_FILES.and(Directive::NO_SPACE),
        ),
        _ => no_more_operands(),
    }
}

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let (path, remote) = (&flags.operands()[0], &flags.operands()[1]);
    let watch = ChartWatch::start(context.environment)?;
    let registry = plain_registry_client(flags, context)?;
    check_remote(remote)?;
    let stat = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => CliError::new(format!("{path}: no such file")),
        _ => CliError::new(go_error("stat", path, &error)),
    };
    let metadata = std::fs::metadata(path).map_err(stat)?;
    if metadata.is_dir() {
        return Err(CliError::new(
            "cannot push directory, must provide chart archive (.tgz)",
        ));
    }
    let limits = Limits::of(context.dialect);
    let chart = load(path.as_ref(), Purpose::Inspect, context.dialect, &limits)
        .map_err(|error| CliError::from_error(&error))?
        .chart;
    drop(watch);
    let archive = fs_err::read(path)?;
    let provenance_path = format!("{path}.prov");
    let provenance = match fs_err::metadata(&provenance_path) {
        Ok(_) => Some(fs_err::read(&provenance_path)?),
        Err(_) => None,
    };
    let folder = remote.strip_prefix("oci://").unwrap_or(remote);
    let reference = format!(
        "{}:{}",
        join(&[folder, chart.name()]),
        chart.metadata.version
    );
    let pushed = registry
        .push(&ChartPush {
            reference: &reference,
            metadata: &chart.metadata,
            archive: &archive,
            provenance: provenance.as_deref(),
            created: &created(&metadata, context),
        })
        .map_err(|error| registry_error(&error))?;
    let name = pushed.reference.to_string();
    context
        .printer
        .data(format!("Pushed: {name}\nDigest: {}\n", pushed.digest))?;
    // Only the tag counts here.
    let tag = pushed.reference.tag().unwrap_or_default();
    if tag.contains('_') {
        context.printer.data(underscore_note(&name))?;
    }
    Ok(())
}

/// Charts are pushed to registries only.
fn check_remote(remote: &str) -> Result<(), CliError> {
    match remote.split_once(':') {
        Some(("oci", rest)) if rest.starts_with("//") => Ok(()),
        Some((scheme, _)) => Err(
            CliError::new(format!("scheme {} not supported", quote(scheme)))
                .hint("charts are pushed to registries: oci://REGISTRY/PATH"),
        ),
        None => Err(CliError::new(format!(
            "scheme prefix missing from remote (e.g. \"{}://\")",
            "oci"
        ))),
    }
}

/// When the archive was written, as RFC 3339 has it in the zone of the machine.
fn created(metadata: &std::fs::Metadata, context: &Context<'_>) -> String {
    let modified = metadata.modified().ok();
    let since = modified.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let seconds = since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or_default()
    });
    let offset = offset_of(seconds, &local_zone(context.environment));
    Moments::new(context.environment).rfc3339(Some(Time::from_unix(seconds, 0, offset)))
}
