//! `--verify-key`: signatures that cosign or notation left beside charts in registries. They have nothing to do with the
//! OpenPGP signatures of provenance files, which `--verify` checks.

use steersman_oci::{PulledChart, Registry, SignaturePlace};
use steersman_provenance::{
    PublicKey, PublicKeyError, Signature, SignatureError, SignatureVerification, Subject,
    verify_signatures,
};

use crate::command::Flags;
use crate::error::CliError;
use crate::time::now;
use crate::watch::read_bounded;

use super::client::registry_error;

/// The keys a chart has to be signed by.
#[derive(Debug)]
pub(crate) struct TrustedKeys {
    keys: Vec<PublicKey>,
    /// The repository that signatures have to name; nothing is that of the chart.
    identity: String,
}

impl TrustedKeys {
    /// The keys that the flags name; none where charts need no signature.
    ///
    /// # Errors
    /// A file cannot be read or holds no public key.
    pub(crate) fn of(flags: &Flags) -> Result<Option<Self>, CliError> {
        let files = flags.list("verify-key");
        let identity = flags.text("verify-identity");
        if files.is_empty() {
            return if identity.is_empty() {
                Ok(None)
            } else {
                Err(CliError::new("--verify-identity needs --verify-key"))
            };
        }
        let mut keys = Vec::new();
        for file in files {
            keys.extend(load_keys(file)?);
        }
        let identity = identity.strip_prefix("oci://").unwrap_or(identity);
        Ok(Some(Self {
            keys,
            identity: identity.trim_end_matches('/').to_owned(),
        }))
    }

    /// Checks that one of the keys signed a chart.
    ///
    /// # Errors
    /// Why no signature of it holds, or why they cannot be fetched.
    pub(super) fn check(
        &self,
        chart: &PulledChart,
        registry: &Registry,
    ) -> Result<SignatureVerification, CliError> {
        let reference = &chart.reference;
        let own = format!("{}/{}", reference.registry(), reference.repository());
        let repository = if self.identity.is_empty() {
            &own
        } else {
            &self.identity
        };
        let subject = Subject {
            digest: &chart.digest,
            manifest: &chart.manifest,
            repository,
            now: now().seconds,
        };
        let mut signatures: Vec<Signature> = Vec::new();
        let mut problem = SignatureError::Missing;
        for place in SignaturePlace::ALL {
            let found = registry.signatures(reference, &chart.digest, place);
            signatures.extend(found.map_err(|error| {
                let failure = registry_error(&error);
                CliError {
                    message: format!("failed to fetch signatures of {own}: {}", failure.message),
                    ..failure
                }
            })?);
            match verify_signatures(&signatures, &self.keys, &subject) {
                Ok(verification) => return Ok(verification),
                Err(error) => problem = error,
            }
        }
        Err(explain(&problem, reference))
    }
}

/// The keys in a file.
fn load_keys(file: &str) -> Result<Vec<PublicKey>, CliError> {
    let bytes = read_bounded(file).map_err(CliError::new)?;
    PublicKey::parse_all(&bytes).map_err(|error| {
        let failure = CliError::new(format!("cannot use the key {file}: {error}"));
        match error {
            PublicKeyError::NoKey if is_open_pgp(&bytes) => failure.hint(
                "keys of OpenPGP check provenance files: give them with --verify and --keyring",
            ),
            _ => failure,
        }
    })
}

/// Whether a file seems to hold keys of OpenPGP.
fn is_open_pgp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"-----BEGIN PGP") || bytes.first().is_some_and(|byte| byte & 0x80 != 0)
}

fn explain(error: &SignatureError, reference: &dyn std::fmt::Display) -> CliError {
    let failure = CliError::new(format!(
        "the signature of {reference} does not hold: {error}"
    ));
    match error {
        SignatureError::Missing => CliError::new(format!("{reference} is not signed: {error}"))
            .hint("provenance files (OpenPGP) are another kind of signature: --verify checks them"),
        SignatureError::OtherIdentity { signed, .. } => failure.hint(format!(
            "it was signed as another chart, or was copied from there: --verify-identity {signed} says that this is meant"
        )),
        _ => failure,
    }
}

/// Refuses what `--verify-key` cannot check.
///
/// # Errors
/// When keys were given.
pub(crate) fn refuse_keys(name: &str, flags: &Flags) -> Result<(), CliError> {
    if flags.list("verify-key").is_empty() {
        return Ok(());
    }
    Err(CliError::new(format!(
        "--verify-key checks charts in registries, and {name} is not in one"
    ))
    .hint("provenance files of other charts are checked with --verify and --keyring"))
}

/// What there is to say of a signature that holds.
pub(crate) fn signature_text(verification: &SignatureVerification, chart: &PulledChart) -> String {
    let SignatureVerification { kind, key } = verification;
    let mut letters = kind.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let reference = &chart.reference;
    format!(
        "{first}{} Verified: {}/{}@{}\nWith Public Key: {key}\n",
        letters.as_str(),
        reference.registry(),
        reference.repository(),
        chart.digest,
    )
}
