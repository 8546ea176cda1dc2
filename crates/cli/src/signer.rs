//! Signing archives.

use std::io::BufRead as _;
use std::io::Read as _;
use std::path::Path;

use steersman_chart::{Metadata, metadata_tree};
use steersman_provenance::{SigningRequest, sign};

use crate::command::{Flags, quote};
use crate::context::Context;
use crate::error::CliError;
use crate::paths::go_error;
use crate::prompt::read_password_silently;
use crate::provenance::{load_keyring, seconds_now};
use crate::settings::Settings;

/// The longest passphrase.
const MOST: u64 = 64 * 1024;

/// What `package --sign` signs with.
pub(crate) struct Signer {
    key: String,
    keyring: String,
    passphrase_file: String,
    /// The passphrase, once it was read: standard input can be read only once.
    passphrase: Option<Vec<u8>>,
}

impl Signer {
    /// The signer that the flags describe, if there is to be one.
    pub(crate) fn of(flags: &Flags, settings: &Settings) -> Option<Self> {
        flags.switch("sign").then(|| Self {
            key: flags.text("key").into(),
            keyring: flags.text_or_default("keyring", settings),
            passphrase_file: flags.text("passphrase-file").into(),
            passphrase: None,
        })
    }

    /// Writes the provenance file of an archive beside it.
    ///
    /// # Errors
    /// Why it cannot be signed, in Helm's words.
    pub(crate) fn sign(
        &mut self,
        archive: &Path,
        metadata: &Metadata,
        context: &mut Context<'_>,
    ) -> Result<(), CliError> {
        let keyring = load_keyring(&self.keyring).map_err(CliError::new)?;
        if !self.passphrase_file.is_empty() && self.passphrase.is_none() {
            self.passphrase = Some(read_passphrase(&self.passphrase_file)?);
        }
        let bytes = fs_err::read(archive)?;
        let metadata = steersman_yaml::encode_tree(&metadata_tree(metadata))
            .map_err(|error| CliError::from_error(&error))?;
        let name = archive.file_name().unwrap_or_default().to_string_lossy();
        let request = SigningRequest {
            key: &self.key,
            archive: &bytes,
            file_name: &name,
            metadata: &String::from_utf8_lossy(&metadata),
            now: seconds_now(),
        };
        let known = self.passphrase.clone();
        let mut ask = |name: &str| {
            if let Some(passphrase) = &known {
                Ok(passphrase.clone())
            } else {
                let question = format!("Password for key {} >  ", quote(name));
                let typed = read_password_silently(&question, context);
                typed.map(String::into_bytes).map_err(|error| error.message)
            }
        };
        let text =
            sign(&keyring, &request, &mut ask).map_err(|error| CliError::from_error(&error))?;
        let path = format!("{}.prov", archive.display());
        steersman_store::write_atomically(path.as_ref(), text.as_bytes())
            .map_err(|error| CliError::from_error(&error))
    }
}

/// The first line of a file, or of what is piped into the program.
fn read_passphrase(path: &str) -> Result<Vec<u8>, CliError> {
    let mut line = Vec::new();
    if path == "-" {
        if !is_piped() {
            return Err(CliError::new(
                "specified reading passphrase from stdin, without input on stdin",
            ));
        }
        std::io::stdin()
            .lock()
            .take(MOST)
            .read_until(b'\n', &mut line)?;
    } else {
        let file = std::fs::File::open(path)
            .map_err(|error| CliError::new(go_error("open", path, &error)))?;
        std::io::BufReader::new(file)
            .take(MOST)
            .read_until(b'\n', &mut line)?;
    }
    if line.is_empty() {
        return Err(CliError::new("EOF"));
    }
    let line = line.strip_suffix(b"\n").unwrap_or(&line);
    Ok(line.strip_suffix(b"\r").unwrap_or(line).to_vec())
}

#[cfg(unix)]
fn is_piped() -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    std::fs::metadata("/dev/stdin").is_ok_and(|metadata| metadata.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_piped() -> bool {
    use std::io::IsTerminal as _;
    !std::io::stdin().is_terminal()
}
