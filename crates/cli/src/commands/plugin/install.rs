//! `plugin install`: installs a plugin.

use steersman_plugin::{
    Homes, HookEvent, InstallError, InstallRequest, Source, Verdict, install, load_plugin,
};

use super::fetch::Downloads;
use super::hook::run_hook;
use crate::command::{
    Candidates, Command, CompletionRequest, Directive, Flag, Invocation, Operands, no_more_operands,
};
use crate::context::Context;
use crate::error::CliError;
use crate::extensions::{variables, verify_archive};
use crate::log::Level;
use crate::settings::Settings;

const LONG: &str = "
Installs a plugin from a folder or an archive on this machine, from an archive
behind a URL, from an OCI registry, or from a git repository.

A folder is linked, so that changes in it count at once. Archives have to be
signed: the signature stands beside them, with .prov after their name. Use
--verify=false for those that are not.
";

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag::text("ca-file", "verify certificates of HTTPS-enabled servers using this CA bundle"),
    Flag::text("cert-file", "identify registry client using this SSL certificate file"),
    Flag::switch("insecure-skip-tls-verify", "skip tls certificate checks for the plugin download"),
    Flag::text("key-file", "identify registry client using this SSL key file"),
    Flag::text("keyring", "location of public keys used for verification").setting(Settings::keyring),
    Flag::text("password", "registry password"),
    Flag::switch("plain-http", "use insecure HTTP connections for the plugin download"),
    Flag::text("username", "registry username"),
    Flag::switch("verify", "verify the plugin signature before installing").or("true"),
    Flag::text("version", "specify a version constraint. If this is not specified, the latest version is installed"),
];

pub(super) static COMMAND: Command = Command {
    aliases: &["add"],
    flags: &[FLAGS],
    operands: Operands::Exactly(1),
    complete: Some(complete),
    run: Some(run),
    ..Command::new(
        "install [options] <path|url>",
        "install a Helm plugin",
        LONG,
    )
};

fn complete(request: &CompletionRequest<'_>) -> Candidates {
    if request.operands.is_empty() {
        // A plugin may be on this machine.
        (Vec::new(), Directive::DEFAULT)
    } else {
        no_more_operands()
    }
}

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let wanted = &invocation.operands()[0];
    let downloads = Downloads::new(wanted, flags, context)?;
    let working_folder = std::path::absolute(".")?;
    let source = Source::of(wanted, &working_folder, &downloads);
    let homes = Homes {
        data: context.settings.data_home.clone().into(),
        cache: context.settings.cache_home.clone().into(),
        plugins: context.settings.plugins.clone().into(),
    };
    let environment = variables(context.settings, context.environment);
    source
        .check(&homes, &environment)
        .map_err(|error| explain(&error, context))?;
    let mut verifies = flags.switch_given("verify").unwrap_or(true);
    if matches!(source, Source::Folder(_)) {
        verifies = false;
        context
            .printer
            .data("Installing plugin from local directory (development mode)\n")?;
    } else if verifies {
        if !source.is_verifiable() {
            return Err(explain(&InstallError::Unverifiable, context));
        }
        context.printer.data("Verifying plugin signature...\n")?;
    } else {
        context
            .printer
            .data("WARNING: Skipping plugin signature verification\n")?;
    }
    let keyring = flags.text_or_default("keyring", context.settings);
    let verify = |archive: &[u8], provenance: &[u8], name: &str| {
        verify_archive(&keyring, archive, provenance, name).map_err(|error| error.message)
    };
    let installed = install(&InstallRequest {
        source,
        version: flags.text("version"),
        verify: if verifies { Some(&verify) } else { None },
        homes: &homes,
        fetch: &downloads,
        environment: &environment,
    })
    .map_err(|error| explain(&error, context))?;
    if let Some(verdict) = &installed.verdict {
        context.printer.data(verdict_text(verdict))?;
    }
    let plugin = load_plugin(&installed.path).map_err(|error| {
        let mut failure = CliError::from_error(&error);
        failure
            .message
            .insert_str(0, "plugin is installed but unusable: ");
        failure
    })?;
    run_hook(&plugin, HookEvent::Install, context)?;
    context
        .printer
        .data(format!("Installed plugin: {}\n", plugin.name()))
}

/// What is printed of a signature that holds.
pub(super) fn verdict_text(verdict: &Verdict) -> String {
    let mut text = String::new();
    for name in &verdict.signed_by {
        text += &["Signed by: ", name, "\n"].concat();
    }
    text += &["Using Key With Fingerprint: ", &verdict.fingerprint, "\n"].concat();
    text + &["Plugin Hash Verified: ", &verdict.digest, "\n"].concat()
}

fn explain(error: &InstallError, context: &mut Context<'_>) -> CliError {
    let failure = CliError::from_error(error);
    match error {
        InstallError::Exists { path } => {
            let path = path.to_string_lossy();
            let fields = [("path", &*path), ("error", "<nil>")];
            context
                .printer
                .log(Level::Warn, "plugin already exists", &fields);
            failure.hint("`plugin update` brings it up to date; `plugin uninstall` removes it")
        }
        InstallError::NoProvenance => {
            failure.hint("the signature is expected beside the archive, with .prov after its name")
        }
        _ => failure,
    }
}
