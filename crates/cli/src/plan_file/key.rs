//! The key that hides what is secret in a plan.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use steersman_store::write_private;

use crate::error::CliError;

/// How long a key is.
const KEY: usize = 32;
/// How long a nonce is; it is new for each plan.
const NONCE: usize = 12;

/// A key of 32 bytes, kept in a file of its owner as base64.
pub(crate) struct SealKey(LessSafeKey);

/// The key itself is not shown.
impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SealKey").finish_non_exhaustive()
    }
}

impl SealKey {
    /// The key in a file.
    ///
    /// # Errors
    /// A file that cannot be read, or that holds no key.
    pub(crate) fn read(path: &Path) -> Result<Self, CliError> {
        let text = fs_err::read_to_string(path).map_err(|error| {
            CliError::new(format!("cannot read the key of the plan: {error}"))
                .hint("name the key with which the plan was made with --seal-key")
        })?;
        let bytes = STANDARD.decode(text.trim()).unwrap_or_default();
        let key = UnboundKey::new(&CHACHA20_POLY1305, &bytes).map_err(|_| {
            CliError::new(format!("{} holds no key of {KEY} bytes", path.display()))
        })?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// The key in a file, which is made when it does not exist.
    ///
    /// # Errors
    /// A file that cannot be read or made.
    pub(crate) fn read_or_make(path: &Path) -> Result<Self, CliError> {
        if !path.exists() {
            if let Some(folder) = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty())
            {
                fs_err::create_dir_all(folder).map_err(|error| CliError::new(error.to_string()))?;
            }
            let mut bytes = [0; KEY];
            fill(&mut bytes)?;
            write_private(path, (STANDARD.encode(bytes) + "\n").as_bytes())
                .map_err(|error| CliError::from_error(&error))?;
        }
        Self::read(path)
    }

    /// Hides a text, and binds it to another that stays to be seen.
    ///
    /// # Errors
    /// When there is no randomness.
    pub(super) fn seal(&self, mut text: Vec<u8>, seen: &[u8]) -> Result<Vec<u8>, CliError> {
        let mut nonce = [0; NONCE];
        fill(&mut nonce)?;
        let unique = Nonce::assume_unique_for_key(nonce);
        self.0
            .seal_in_place_append_tag(unique, Aad::from(seen), &mut text)
            .map_err(|_| CliError::new("the plan cannot be sealed"))?;
        let mut sealed = nonce.to_vec();
        sealed.append(&mut text);
        Ok(sealed)
    }

    /// The text that was hidden.
    ///
    /// # Errors
    /// Another key, or something was changed.
    pub(super) fn open(&self, sealed: &[u8], seen: &[u8]) -> Result<Vec<u8>, CliError> {
        let failed = || {
            CliError::new("the plan was changed, or it was sealed with another key")
                .hint("name the key with which the plan was made with --seal-key")
        };
        let (nonce, text) = sealed.split_at_checked(NONCE).ok_or_else(failed)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| failed())?;
        let mut text = text.to_vec();
        let plain = self
            .0
            .open_in_place(nonce, Aad::from(seen), &mut text)
            .map_err(|_| failed())?;
        Ok(plain.to_vec())
    }
}

fn fill(bytes: &mut [u8]) -> Result<(), CliError> {
    getrandom::fill(bytes).map_err(|error| CliError::new(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::SealKey;

    #[test]
    fn what_is_sealed_can_be_opened_as_it_was_only() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("keys/plan.key");
        let key = SealKey::read_or_make(&path).expect("a key can be made");
        let sealed = key
            .seal(b"hunter2".to_vec(), b"seen")
            .expect("it can be sealed");
        assert!(!sealed.windows(7).any(|part| part == b"hunter2"));
        let again = SealKey::read(&path).expect("the key can be read again");
        assert_eq!(
            again.open(&sealed, b"seen").expect("it is as it was"),
            b"hunter2"
        );
        assert!(again.open(&sealed, b"other").is_err());
        let other = SealKey::read_or_make(&folder.path().join("other")).expect("it can be made");
        assert!(other.open(&sealed, b"seen").is_err());
    }
}
