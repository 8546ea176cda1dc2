//! `verify`: checks an archive against its provenance file, or a chart in a registry against its signatures.

use steersman_oci::is_oci;

use crate::command::{
    Candidates, Command, CompletionRequest, Directive, Flag, Flags, Invocation, Operands,
    no_more_operands,
};
use crate::context::Context;
use crate::error::CliError;
use crate::provenance::{Candidate, verification_text, verify_candidate, verify_file};
use crate::registry::{
    RegistryRequest, TrustedKeys, fetch_from_registry, refuse_keys, registry_client,
};
use crate::settings::Settings;

use super::groups::REGISTRY;

const LONG: &str = "
Checks that the archive of a chart is what the provenance file beside it says
(ARCHIVE.prov), and that a key of the keyring signed that file.

'{program} package --sign' makes provenance files. Commands that use charts check
them with --verify.

The chart can be in a registry, too: 'oci://HOST/PATH/NAME:VERSION'. With --verify-key,
it has to have a signature of cosign or notation by that key, otherwise a provenance file.
";

const FLAGS: &[Flag] =
    &[Flag::text("keyring", "keyring containing public keys").setting(Settings::keyring)];

/// Helm's command knows none of them.
const REMOTE: &[Flag] = &{
    let mut flags = [REGISTRY[0]; REGISTRY.len()];
    let mut at = 0;
    while at < flags.len() {
        flags[at] = REGISTRY[at].own();
        at += 1;
    }
    flags
};

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS, REMOTE],
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
    let path = &flags.operands()[0];
    let keyring = flags.text_or_default("keyring", context.settings);
    if is_oci(path) {
        let text = verify_in_registry(path, &keyring, flags, context)?;
        return context.printer.data(text);
    }
    refuse_keys(path, flags)?;
    let verification = verify_file(path, &keyring)?;
    context.printer.data(verification_text(&verification))
}

/// Checks a chart in a registry: what there is to print of it.
fn verify_in_registry(
    reference: &str,
    keyring: &str,
    flags: &Flags,
    context: &Context<'_>,
) -> Result<String, CliError> {
    let keys = TrustedKeys::of(flags)?;
    let request = RegistryRequest {
        reference,
        version: "",
        provenance: keys.is_none(),
        keys: keys.as_ref(),
    };
    let chart = fetch_from_registry(&request, &registry_client(flags, context)?)?;
    let Some(provenance) = chart.provenance else {
        return Ok(chart.signature);
    };
    let provenance = provenance.map_err(|error| {
        CliError::new(format!("failed to fetch provenance \"{}.prov\"", chart.url))
            .hint(error.to_string())
            .hint("signatures of cosign and notation are checked with --verify-key")
    })?;
    let verification = verify_candidate(&Candidate {
        archive: &chart.archive,
        provenance: &provenance,
        file_name: &chart.file_name,
        keyring,
    })?;
    Ok(verification_text(&verification))
}
