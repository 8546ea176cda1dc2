//! `plugin verify`: checks the signature of a plugin's archive.

use super::install::verdict_text;
use crate::command::{Command, Flag, Invocation, Operands};
use crate::context::Context;
use crate::error::CliError;
use crate::extensions::verify_archive;
use crate::paths::{base, go_error};
use crate::settings::Settings;

const LONG: &str = "
Checks that the archive of a plugin has a provenance file beside it, and that a
key of the keyring signed it for this archive.

    $ {program} plugin verify ./example-0.1.0.tgz
";

const FLAGS: &[Flag] =
    &[Flag::text("keyring", "keyring containing public keys").setting(Settings::keyring)];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS],
    operands: Operands::Exactly(1),
    run: Some(run),
    ..Command::new(
        "verify [PATH]",
        "verify that a plugin at the given path has been signed and is valid",
        LONG,
    )
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let path = &invocation.operands()[0];
    let system = |call: &'static str, path: &str| {
        let path = path.to_owned();
        move |error: std::io::Error| go_error(call, &path, &error)
    };
    let found = std::fs::metadata(path)
        .map_err(system("stat", path))
        .map_err(CliError::new)?;
    if found.is_dir() {
        return Err(CliError::new(
            "directory verification not supported - only plugin tarballs can be verified",
        ));
    }
    let name = base(path);
    if ![".gz", ".tgz"].iter().any(|ending| name.ends_with(ending)) {
        return Err(CliError::new(
            "plugin file must be a gzipped tarball (.tar.gz or .tgz)",
        ));
    }
    let beside = format!("{path}.prov");
    std::fs::metadata(&beside).map_err(|error| {
        let cause = go_error("stat", &beside, &error);
        CliError::new(format!("could not find provenance file {beside}: {cause}"))
    })?;
    let read = |path: &str, what: &str| {
        fs_err::read(path).map_err(|error| {
            CliError::new(format!(
                "failed to read {what}: {}",
                go_error("open", path, &error)
            ))
        })
    };
    let archive = read(path, "plugin file")?;
    let provenance = read(&beside, "provenance file")?;
    let keyring = invocation
        .flags
        .text_or_default("keyring", context.settings);
    let verdict = verify_archive(&keyring, &archive, &provenance, base(path))?;
    context.printer.data(verdict_text(&verdict))
}
