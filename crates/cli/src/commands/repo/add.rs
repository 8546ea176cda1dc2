//! `repo add`: adds a repository to the configured ones.

use steersman_index::{Repositories, Repository};
use steersman_repo::{ConfigLock, download_index, load_repositories, write_repositories};

use crate::command::{
    Candidates, Command, CompletionRequest, Directive, Flag, FlagKind, Flags, Invocation, Operands,
    no_more_operands, quote,
};
use crate::context::Context;
use crate::error::CliError;
use crate::prompt::read_password;
use crate::sources::{getters_within, log_skipped, places, with_hint};

const LONG: &str = "
Adds a chart repository under a name, after reading its index once. Charts in it
can then be referred to as NAME/CHART.
";

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag::switch("allow-deprecated-repos", "by default, this command will not allow adding official repos that have been permanently deleted. This disables that behavior"),
    Flag::text("ca-file", "verify certificates of HTTPS-enabled servers using this CA bundle"),
    Flag::text("cert-file", "identify HTTPS client using this SSL certificate file"),
    Flag::switch("force-update", "replace (overwrite) the repo if it already exists"),
    Flag::switch("insecure-skip-tls-verify", "skip tls certificate checks for the repository"),
    Flag::text("key-file", "identify HTTPS client using this SSL key file"),
    Flag::switch("pass-credentials", "pass credentials to all domains"),
    Flag::text("password", "chart repository password"),
    Flag::switch("password-stdin", "read chart repository password from stdin"),
    Flag::new("timeout", FlagKind::Duration, "time to wait for the index file download to complete").or("2m0s"),
    Flag::text("username", "chart repository username"),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS],
    operands: Operands::Exactly(2),
    complete: Some(complete),
    run: Some(run),
    ..Command::new("add [NAME] [URL]", "add a chart repository", LONG)
};

/// Repositories that are gone, and what took their place.
const RETIRED: [(&str, &str); 2] = [
    (
        "//kubernetes-charts.storage.googleapis.com",
        "https://charts.helm.sh/stable",
    ),
    (
        "//kubernetes-charts-incubator.storage.googleapis.com",
        "https://charts.helm.sh/incubator",
    ),
];

fn complete(request: &CompletionRequest<'_>) -> Candidates {
    if request.operands.len() > 1 {
        no_more_operands()
    } else {
        (Vec::new(), Directive::NO_FILES)
    }
}

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let (name, url) = (&flags.operands()[0], &flags.operands()[1]);
    let retired = RETIRED.iter().find(|(old, _)| url.contains(old));
    if let Some((_, new)) = retired.filter(|_| !flags.switch("allow-deprecated-repos")) {
        let message = format!(
            "repo {} is no longer available; try {} instead",
            quote(url),
            quote(new)
        );
        return Err(CliError::new(message));
    }
    let places = places(context.settings);
    let lock = ConfigLock::take(&places.config).map_err(|error| CliError::from_error(&error))?;
    let mut repositories = match load_repositories(&places.config) {
        Err(error) if error.is_missing() => Repositories::default(),
        other => other.map_err(|error| CliError::from_error(&error))?,
    };
    let repository = repository(name, url, flags, context)?;
    if name.contains('/') {
        return Err(CliError::new(format!(
            "repository name ({name}) contains '/', please specify a different name without '/'"
        )));
    }
    if let Some(known) = repositories
        .get(name)
        .filter(|_| !flags.switch("force-update"))
    {
        if *known != repository {
            return Err(CliError::new(format!(
                "repository name ({name}) already exists, please specify a different name"
            ))
            .hint("with --force-update the new one takes the place of the old one"));
        }
        return context.printer.data(format!(
            "{} already exists with the same configuration, skipping\n",
            quote(name)
        ));
    }
    let getters = getters_within(flags, context);
    let read = download_index(&repository, &places, &getters).map_err(|error| {
        let failure = with_hint(&error, error.hint());
        match error {
            steersman_repo::IndexCacheError::Url(_) => failure,
            _ => CliError {
                message: format!(
                    "looks like {} is not a valid chart repository or cannot be reached: {}",
                    quote(url),
                    failure.message
                ),
                ..failure
            },
        }
    })?;
    log_skipped(&read.skipped, url, context);
    repositories.set(repository);
    write_repositories(&places.config, &repositories)
        .map_err(|error| CliError::from_error(&error))?;
    drop(lock);
    context.printer.data(format!(
        "{} has been added to your repositories\n",
        quote(name)
    ))
}

fn repository(
    name: &str,
    url: &str,
    flags: &Flags,
    context: &mut Context<'_>,
) -> Result<Repository, CliError> {
    let mut password = flags.text("password").to_owned();
    let username = flags.text("username");
    if !username.is_empty() && password.is_empty() {
        password = read_password(flags.switch("password-stdin"), context)?;
    }
    Ok(Repository {
        name: name.into(),
        url: url.into(),
        username: username.into(),
        password,
        cert_file: flags.text("cert-file").into(),
        key_file: flags.text("key-file").into(),
        ca_file: flags.text("ca-file").into(),
        insecure_skip_tls_verify: flags.switch("insecure-skip-tls-verify"),
        pass_credentials_all: flags.switch("pass-credentials"),
    })
}
