//! `plugin package`: packs a plugin into an archive.

use std::path::Path;

use steersman_plugin::{Plugin, load_plugin, metadata_text, pack};
use steersman_store::write_atomically;

use crate::command::{Command, Flag, Flags, Invocation, Operands};
use crate::context::Context;
use crate::error::CliError;
use crate::extensions::{Passphrase, sign_archive};
use crate::paths::{go_error, join};
use crate::provenance::{load_keyring, seconds_now};
use crate::settings::Settings;

const LONG: &str = "
Packs the folder of a plugin into an archive and signs it, so that it can be
checked wherever it is installed. Use --sign=false for an archive without a
signature.
";

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag::text("destination", "location to write the plugin tarball.").short('d').or("."),
    Flag::text("key", "name of the key to use when signing. Used if --sign is true"),
    Flag::text("keyring", "location of a public keyring").setting(Settings::keyring),
    Flag::text("passphrase-file", "location of a file which contains the passphrase for the signing key. Use \"-\" to read from stdin."),
    Flag::switch("sign", "use a PGP private key to sign this plugin").or("true"),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS],
    operands: Operands::Exactly(1),
    run: Some(run),
    ..Command::new(
        "package [PATH]",
        "package a plugin directory into a plugin archive",
        LONG,
    )
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let path = &invocation.operands()[0];
    let found =
        std::fs::metadata(path).map_err(|error| CliError::new(go_error("stat", path, &error)))?;
    if !found.is_dir() {
        return Err(CliError::new(
            "plugin package only supports directories, not tarballs",
        ));
    }
    let plugin = load_plugin(Path::new(path)).map_err(|error| {
        let mut failure = CliError::from_error(&error);
        failure.message.insert_str(0, "invalid plugin directory: ");
        failure
    })?;
    let destination = flags.text_or_default("destination", context.settings);
    fs_err::create_dir_all(&destination)
        .map_err(|error| CliError::new(go_error("mkdir", &destination, &error)))?;
    let signs = flags.switch_given("sign").unwrap_or(true);
    let signer = if signs {
        Some(Signer::new(flags, context)?)
    } else {
        context.printer.data("WARNING: Skipping plugin signing. This is not recommended for plugins intended for distribution.\n")?;
        None
    };
    let name = format!("{}-{}.tgz", plugin.name(), plugin.metadata.version);
    let archive = pack(Path::new(path), plugin.name()).map_err(|error| {
        let cause = CliError::from_error(&error).message;
        CliError::new(format!("failed to create plugin tarball: {cause}"))
    })?;
    let target = join(&[&destination, &name]);
    let write = |path: &str, content: &[u8]| {
        write_atomically(Path::new(path), content).map_err(|error| CliError::from_error(&error))
    };
    // Nothing is there before everything has succeeded.
    let signature = match signer {
        Some(signer) => Some(signer.sign(&plugin, &archive, &name, context)?),
        None => None,
    };
    write(&target, &archive)?;
    if let Some(signature) = signature {
        let beside = format!("{target}.prov");
        write(&beside, signature.as_bytes())?;
        context.printer.data(format!(
            "Successfully signed. Signature written to: {beside}\n"
        ))?;
    }
    context.printer.data(format!(
        "Successfully packaged plugin and saved it to: {target}\n"
    ))
}

/// A key to sign with.
struct Signer {
    keyring: steersman_provenance::Keyring,
    key: String,
    passphrase: Passphrase,
}

impl Signer {
    fn new(flags: &Flags, context: &Context<'_>) -> Result<Self, CliError> {
        let path = flags.text_or_default("keyring", context.settings);
        let keyring = load_keyring(&path)
            .map_err(|error| CliError::new(format!("error reading from keyring: {error}")))?;
        Ok(Self {
            keyring,
            key: flags.text("key").to_owned(),
            passphrase: Passphrase::of(flags.text("passphrase-file"))?,
        })
    }

    fn sign(
        &self,
        plugin: &Plugin,
        archive: &[u8],
        name: &str,
        context: &mut Context<'_>,
    ) -> Result<String, CliError> {
        let metadata = metadata_text(&plugin.metadata);
        let request = steersman_provenance::SigningRequest {
            key: &self.key,
            archive,
            file_name: name,
            metadata: &metadata,
            now: seconds_now(),
        };
        sign_archive(&self.keyring, &request, &self.passphrase, context)
    }
}
