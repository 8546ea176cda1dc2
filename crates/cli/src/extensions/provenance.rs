//! Signatures of plugins.

use steersman_plugin::Verdict;
use steersman_provenance::{Keyring, SigningRequest, sign, verify};

use crate::command::quote;
use crate::context::Context;
use crate::error::CliError;
use crate::paths::go_error;
use crate::prompt::read_password_silently;
use crate::provenance::{load_keyring, seconds_now};

/// Checks the signature of an archive against a keyring.
///
/// # Errors
/// What does not hold, in Helm's words.
pub(crate) fn verify_archive(
    keyring: &str,
    archive: &[u8],
    provenance: &[u8],
    name: &str,
) -> Result<Verdict, CliError> {
    let keyring = load_keyring(keyring).map_err(CliError::new)?;
    let found = verify(&keyring, archive, provenance, name, seconds_now())
        .map_err(|error| CliError::from_error(&error))?;
    Ok(Verdict {
        signed_by: found.signed_by,
        fingerprint: found.fingerprint,
        digest: found.digest.to_string(),
    })
}

/// Where the passphrase of a key comes from.
pub(crate) enum Passphrase {
    /// It was read.
    Known(Vec<u8>),
    /// The user is asked.
    Asked,
}

impl Passphrase {
    /// What `--passphrase-file` says: the whole file without line ends after it.
    ///
    /// # Errors
    /// When there is no such file, or nothing on standard input.
    pub(crate) fn of(path: &str) -> Result<Self, CliError> {
        if path.is_empty() {
            return Ok(Self::Asked);
        }
        let bytes = if path == "-" {
            crate::watch::read_bounded("-").map_err(CliError::new)?
        } else {
            fs_err::read(path).map_err(|error| CliError::new(go_error("open", path, &error)))?
        };
        let end = bytes
            .iter()
            .rposition(|byte| !matches!(byte, b'\r' | b'\n'));
        Ok(Self::Known(bytes[..end.map_or(0, |end| end + 1)].to_vec()))
    }
}

/// Signs an archive.
///
/// # Errors
/// No such key, no passphrase or the wrong one.
pub(crate) fn sign_archive(
    keyring: &Keyring,
    request: &SigningRequest<'_>,
    passphrase: &Passphrase,
    context: &mut Context<'_>,
) -> Result<String, CliError> {
    let mut ask = |name: &str| match passphrase {
        Passphrase::Known(bytes) => Ok(bytes.clone()),
        Passphrase::Asked => {
            let question = format!("Password for key {} >  ", quote(name));
            let typed = read_password_silently(&question, context);
            typed.map(String::into_bytes).map_err(|error| error.message)
        }
    };
    sign(keyring, request, &mut ask).map_err(|error| CliError::from_error(&error))
}
