//! `registry login`.

use std::io::{BufRead as _, Read as _};

use steersman_oci::Credentials;

use crate::command::{
    Candidates, Command, CompletionRequest, Directive, Flag, Flags, Invocation, Operands,
};
use crate::context::Context;
use crate::error::CliError;
use crate::log::Level;
use crate::prompt::read_password;
use crate::registry::{credential_store, login_client, registry_error};

const LONG: &str = "
Asks a registry whether it takes a name and a password, and keeps them:

    echo \"$TOKEN\" | {program} registry login registry.example -u me --password-stdin
";

/// The longest user name.
const MOST: u64 = 64 * 1024;

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag::text("ca-file", "verify certificates of HTTPS-enabled servers using this CA bundle"),
    Flag::text("cert-file", "identify registry client using this SSL certificate file"),
    Flag::switch("insecure", "allow connections to TLS registry without certs"),
    Flag::text("key-file", "identify registry client using this SSL key file"),
    Flag::text("password", "registry password or identity token").short('p'),
    Flag::switch("password-stdin", "read password or identity token from stdin"),
    Flag::switch("plain-http", "use insecure HTTP connections for the chart upload"),
    Flag::text("username", "registry username").short('u'),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS],
    operands: Operands::AtLeast(1),
    complete: Some(no_completion),
    run: Some(run),
    ..Command::new("login [host]", "login to a registry", LONG)
};

pub(super) fn no_completion(_: &CompletionRequest<'_>) -> Candidates {
    (Vec::new(), Directive::NO_FILES)
}

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let host = &flags.operands()[0];
    let credentials = ask_credentials(flags, context)?;
    let failed = |error| registry_error(&error);
    if let Some((suggested, _)) = host.split_once('/') {
        context.printer.log(
            Level::Warn,
            "registry login currently only supports registry hostname, not a repository path",
            &[("host", host), ("suggested", suggested)],
        );
    }
    let registry = login_client(flags, credentials.clone(), context)?;
    registry.check_login(host).map_err(failed)?;
    let mut store = credential_store(context.settings, context.environment).map_err(failed)?;
    store.put(host, &credentials).map_err(failed)?;
    context.printer.data("Login Succeeded\n")
}

/// Name and password: of the flags, of the standard input, or typed.
fn ask_credentials(flags: &Flags, context: &mut Context<'_>) -> Result<Credentials, CliError> {
    let (username, password) = (flags.text("username"), flags.text("password"));
    if flags.switch("password-stdin") {
        let password = read_password(true, context)?;
        return Ok(Credentials::basic(username, &password));
    }
    if !password.is_empty() {
        let advice = "using --password via the CLI is insecure. Use --password-stdin";
        context.printer.log(Level::Warn, advice, &[]);
        return Ok(Credentials::basic(username, password));
    }
    let username = if username.is_empty() {
        context.printer.data("Username: ")?;
        context.printer.flush()?;
        read_line()?
    } else {
        username.to_owned()
    };
    let password = read_password(false, context)?;
    match (password.is_empty(), username.is_empty()) {
        (false, _) => Ok(Credentials::basic(&username, &password)),
        (true, true) => Err(CliError::new("token required")),
        (true, false) => Err(CliError::new("password required")),
    }
}

fn read_line() -> Result<String, CliError> {
    let mut line = String::new();
    let read = std::io::stdin().lock().take(MOST).read_line(&mut line)?;
    if read == 0 {
        return Err(CliError::new("EOF"));
    }
    Ok(line.trim().to_owned())
}
