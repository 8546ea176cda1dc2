//! Checking charts against their provenance files.

use std::path::Path;

use steersman_provenance::{Keyring, KeyringError, Verification, verify};

use crate::error::CliError;
use crate::paths::{base, go_error};
use crate::time::now;

/// A chart that may be what its provenance file says.
pub(crate) struct Candidate<'a> {
    /// The bytes of the archive.
    pub(crate) archive: &'a [u8],
    /// The provenance file.
    pub(crate) provenance: &'a [u8],
    /// The name the archive has as a file, which is signed too.
    pub(crate) file_name: &'a str,
    /// Where the keys are.
    pub(crate) keyring: &'a str,
}

/// Checks a chart in memory.
///
/// # Errors
/// What does not hold, in Helm's words.
pub(crate) fn verify_candidate(candidate: &Candidate<'_>) -> Result<Verification, CliError> {
    let keyring = load_keyring(candidate.keyring)
        .map_err(|error| CliError::new(format!("failed to load keyring: {error}")))?;
    verify(
        &keyring,
        candidate.archive,
        candidate.provenance,
        candidate.file_name,
        seconds_now(),
    )
    .map_err(|error| CliError::from_error(&error))
}

/// Checks an archive on disk against the provenance file beside it.
///
/// # Errors
/// What is not there, or does not hold, in Helm's words.
pub(crate) fn verify_file(path: &str, keyring: &str) -> Result<Verification, CliError> {
    let stat = |path: &str| std::fs::metadata(path).map_err(|error| go_error("stat", path, &error));
    if stat(path).map_err(CliError::new)?.is_dir() {
        return Err(CliError::new("unpacked charts cannot be verified"));
    }
    let extension = Path::new(path).extension().unwrap_or_default();
    if !extension.eq_ignore_ascii_case("tgz") {
        return Err(CliError::new("chart must be a tgz file"));
    }
    let provenance_path = format!("{path}.prov");
    stat(&provenance_path).map_err(|error| {
        CliError::new(format!(
            "could not load provenance file {provenance_path}: {error}"
        ))
    })?;
    let read = |what: &str, path: &str| {
        fs_err::read(path).map_err(|error| {
            CliError::new(format!(
                "failed to read {what}: {}",
                go_error("open", path, &error)
            ))
        })
    };
    verify_candidate(&Candidate {
        archive: &read("chart archive", path)?,
        provenance: &read("provenance file", &provenance_path)?,
        file_name: base(path),
        keyring,
    })
}

/// What Helm prints of a signature that holds.
pub(crate) fn verification_text(verification: &Verification) -> String {
    let names = verification.signed_by.iter();
    let names = names.fold(String::new(), |text, name| {
        text + "Signed by: " + name + "\n"
    });
    format!(
        "{names}Using Key With Fingerprint: {}\nChart Hash Verified: {}\n",
        verification.fingerprint, verification.digest
    )
}

/// Reads a keyring.
///
/// # Errors
/// Why it cannot be read, in Helm's words.
pub(crate) fn load_keyring(path: &str) -> Result<Keyring, String> {
    let bytes = std::fs::File::open(path)
        .and_then(|mut file| {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut bytes).map(|_| bytes)
        })
        .map_err(|error| go_error("open", path, &error))?;
    Keyring::parse(&bytes).map_err(|error| match error {
        KeyringError::Keybox(_) => format!("reading keybox {path}: {error}"),
        KeyringError::Armor(_) => format!("reading armored keyring {path}: {error}"),
        error => error.to_string(),
    })
}

/// The time in seconds since 1970.
pub(crate) fn seconds_now() -> u32 {
    u32::try_from(now().seconds).unwrap_or(u32::MAX)
}
