//! `verify`: checks an archive against its provenance file.

use crate::command::{
    Candidates, Command, CompletionRequest, Directive, Flag, Invocation, Operands, no_more_operands,
};
use crate::context::Context;
use crate::error::CliError;
use crate::provenance::{verification_text, verify_file};
use crate::settings::Settings;

const LONG: &str = "
Checks that the archive of a chart is what the provenance file beside it says
(ARCHIVE.prov), and that a key of the keyring signed that file.

'{program} package --sign' makes provenance files. Commands that use charts check
them with --verify.
";

const FLAGS: &[Flag] =
    &[Flag::text("keyring", "keyring containing public keys").setting(Settings::keyring)];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS],
    operands: Operands::Exactly(1),
    complete: Some(complete),
    run: Some(run),
    ..Command::new(
        "verify PATH",
        "verify that a chart at the given path has been signed and is valid",
        LONG,
    )
};

fn complete(request: &CompletionRequest<'_>) -> Candidates {
    if request.operands.is_empty() {
        (Vec::new(), Directive::DEFAULT)
    } else {
        no_more_operands()
    }
}

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let keyring = flags.text_or_default("keyring", context.settings);
    let verification = verify_file(&flags.operands()[0], &keyring)?;
    context.printer.data(verification_text(&verification))
}
