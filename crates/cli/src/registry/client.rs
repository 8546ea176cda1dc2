//! A client of registries, as the flags say.

use std::time::Duration;

use steersman_net::{Client, ClientOptions};
use steersman_oci::{CredentialStore, Credentials, OciError, Registry, Surroundings};

use crate::command::Flags;
use crate::context::Context;
use crate::environment::Environment;
use crate::error::CliError;
use crate::mirrors::load_mirrors;
use crate::paths::join;
use crate::settings::Settings;
use crate::sources::client_options;

/// Transfers may take long, as long as something comes.
const LONGEST_TRANSFER: Duration = Duration::from_hours(6);

/// The client for a command with the flags of registries.
///
/// # Errors
/// Certificates or the file of credentials cannot be used.
pub(crate) fn registry_client(flags: &Flags, context: &Context<'_>) -> Result<Registry, CliError> {
    let registry = plain_registry_client(flags, context)?;
    let rules = load_mirrors(context.settings)?;
    if rules.is_empty() {
        return Ok(registry);
    }
    Ok(registry.mirrored(rules, transfer_options(context), store(context)?))
}

/// The same without mirrors, for what is written.
///
/// # Errors
/// Certificates or the file of credentials cannot be used.
pub(crate) fn plain_registry_client(
    flags: &Flags,
    context: &Context<'_>,
) -> Result<Registry, CliError> {
    let client = http_client(flags, context)?;
    let (username, password) = (flags.text("username"), flags.text("password"));
    if !username.is_empty() && !password.is_empty() {
        let credentials = Credentials::basic(username, password);
        return Ok(Registry::with_credentials(client, credentials));
    }
    Ok(Registry::new(client, store(context)?))
}

fn store(context: &Context<'_>) -> Result<CredentialStore, CliError> {
    credential_store(context.settings, context.environment)
        .map_err(|error| CliError::new(format!("missing registry client: {error}")))
}

/// The client that asks whether a registry takes credentials.
///
/// # Errors
/// Certificates cannot be used.
pub(crate) fn login_client(
    flags: &Flags,
    credentials: Credentials,
    context: &Context<'_>,
) -> Result<Registry, CliError> {
    http_client(flags, context).map(|client| Registry::with_credentials(client, credentials))
}

fn http_client(flags: &Flags, context: &Context<'_>) -> Result<Client, CliError> {
    let path = |name: &str| {
        Some(flags.text(name))
            .filter(|path| !path.is_empty())
            .map(Into::into)
    };
    let (cert_file, key_file) = (path("cert-file"), path("key-file"));
    let is_pair = cert_file.is_some() && key_file.is_some();
    let insecure = flags.switch("insecure-skip-tls-verify") || flags.switch("insecure");
    let options = ClientOptions {
        ca_file: path("ca-file"),
        cert_file: cert_file.filter(|_| is_pair),
        key_file: key_file.filter(|_| is_pair),
        insecure_skip_tls_verify: insecure,
        plain_http: flags.switch("plain-http"),
        ..transfer_options(context)
    };
    Client::new(options).map_err(|error| CliError::new(format!("missing registry client: {error}")))
}

/// What all transfers have in common.
fn transfer_options(context: &Context<'_>) -> ClientOptions {
    ClientOptions {
        timeout: LONGEST_TRANSFER,
        attempts: 5,
        ..client_options(context.environment)
    }
}

/// The credentials that Helm and docker keep.
///
/// # Errors
/// A file of them cannot be read.
pub(crate) fn credential_store(
    settings: &Settings,
    environment: &Environment,
) -> Result<CredentialStore, OciError> {
    let docker = match environment.filled("DOCKER_CONFIG") {
        Some(folder) => Some(folder.to_owned()),
        None => Some(environment.home())
            .filter(|home| !home.is_empty())
            .map(|home| join(&[home, ".docker"])),
    };
    let path = environment.get("PATH").unwrap_or_default();
    CredentialStore::load(&Surroundings {
        config: settings.registry_config.clone().into(),
        docker_config: docker.map(|folder| join(&[&folder, "config.json"]).into()),
        path: std::env::split_paths(path).collect(),
    })
}

/// The error of a registry, with what can be done about it.
pub(crate) fn registry_error(error: &OciError) -> CliError {
    let failure = CliError::new(error.to_string());
    match error.hint() {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}
