//! Tokens of our own: a file that holds their digests, so that whoever reads the file has no token.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use steersman_chart::Modified;
use subtle::ConstantTimeEq as _;

use crate::error::ServerError;
use crate::policy::Pattern;
use crate::random::{digest_of_hex, hex, random_hex};

/// How tokens begin, so that they are found where they leak.
const PREFIX: &str = "steer_";
/// The longest file of tokens.
const MAX_FILE: u64 = 16 * 1024 * 1024;
/// What the errors call it.
const WHAT: &str = "file of tokens";

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenAction {
    /// Reading.
    Pull,
    /// Uploading and deleting.
    Push,
    /// The audit log, rescans, retention by hand, looks at the sources of mirrors.
    Admin,
}

/// A token as the file has it. The token itself is not in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenRecord {
    /// What people call it.
    pub name: String,
    /// SHA-256 of the token, in hexadecimal digits.
    pub sha256: String,
    /// Patterns of the paths of repositories.
    pub repos: Vec<String>,
    /// What it allows.
    pub actions: Vec<TokenAction>,
    /// When it ends, in RFC 3339; never when it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
}

/// The file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenList {
    #[serde(default)]
    tokens: Vec<TokenRecord>,
}

/// Makes a token and its record.
pub fn issue_token(
    name: &str,
    repos: Vec<String>,
    actions: Vec<TokenAction>,
    expires: Option<Modified>,
) -> (String, TokenRecord) {
    let token = format!("{PREFIX}{}", random_hex::<32>());
    let record = TokenRecord {
        name: name.to_owned(),
        sha256: hex(&Sha256::digest(token.as_bytes())),
        repos,
        actions,
        expires: expires.map(Modified::to_rfc3339),
    };
    (token, record)
}

/// Reads a file of tokens; one that is not there holds none.
///
/// # Errors
/// [`ServerError`]
pub fn read_tokens(path: &Path) -> Result<Vec<TokenRecord>, ServerError> {
    let text = match fs_err::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => {
            return Err(ServerError::File {
                what: WHAT,
                path: path.to_owned(),
                cause,
            });
        }
    };
    let content = |cause: String| ServerError::Content {
        what: WHAT,
        path: path.to_owned(),
        cause,
    };
    let list: TokenList =
        serde_json::from_slice(&text).map_err(|error| content(error.to_string()))?;
    for record in &list.tokens {
        record.check().map_err(content)?;
    }
    Ok(list.tokens)
}

/// Writes a file of tokens, which only its owner can read: whole, or not at all.
///
/// # Errors
/// [`ServerError`]
pub fn write_tokens(path: &Path, tokens: Vec<TokenRecord>) -> Result<(), ServerError> {
    let failed = |cause| ServerError::File {
        what: WHAT,
        path: path.to_owned(),
        cause,
    };
    let text = serde_json::to_vec_pretty(&TokenList { tokens });
    let mut text = text.map_err(|error| failed(error.into()))?;
    text.push(b'\n');
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(format!(".{}", random_hex::<8>()));
    let temporary = PathBuf::from(temporary);
    let mut options = fs_err::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use fs_err::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(&temporary).map_err(failed)?;
    std::io::Write::write_all(&mut file, &text)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs_err::rename(&temporary, path))
        .map_err(failed)
}

impl TokenRecord {
    fn check(&self) -> Result<(), String> {
        if digest_of_hex(&self.sha256).is_none() {
            return Err(format!("token {:?}: sha256 has to be 64 digits", self.name));
        }
        match &self.expires {
            Some(time) if seconds_of(time).is_none() => {
                Err(format!("token {:?}: expires is no time", self.name))
            }
            _ => Ok(()),
        }
    }

    /// Whether it has ended at that time, in seconds.
    pub fn is_expired(&self, now: i64) -> bool {
        // A time that cannot be read was refused with its file.
        self.expires
            .as_deref()
            .is_some_and(|end| seconds_of(end).is_none_or(|end| end <= now))
    }
}

/// Seconds since the epoch of a time in RFC 3339.
fn seconds_of(time: &str) -> Option<i64> {
    let time: jiff::Timestamp = time.parse().ok()?;
    Some(time.as_second())
}

/// A record in the form that checks need.
#[derive(Debug)]
struct Known {
    digest: [u8; 32],
    repos: Vec<Pattern>,
    record: TokenRecord,
}

#[derive(Debug, Default)]
struct Loaded {
    /// Size and time of the file that was read.
    stamp: Option<(u64, Option<std::time::SystemTime>)>,
    tokens: Vec<Known>,
}

/// The tokens of a file, which is read again when it changes.
#[derive(Debug)]
pub(super) struct TokenFile {
    path: PathBuf,
    loaded: RwLock<Arc<Loaded>>,
}

impl TokenFile {
    /// Reads the file.
    pub(super) fn open(path: &Path) -> Result<Self, ServerError> {
        let file = Self {
            path: path.to_owned(),
            loaded: RwLock::default(),
        };
        file.load(file.stamp())?;
        Ok(file)
    }

    fn stamp(&self) -> Option<(u64, Option<std::time::SystemTime>)> {
        let found = fs_err::metadata(&self.path).ok()?;
        Some((found.len(), found.modified().ok()))
    }

    fn load(&self, stamp: Option<(u64, Option<std::time::SystemTime>)>) -> Result<(), ServerError> {
        if stamp.is_some_and(|(size, _)| size > MAX_FILE) {
            return Err(ServerError::Config(format!("{WHAT}: it is too large")));
        }
        let known = |record: TokenRecord| Known {
            digest: digest_of_hex(&record.sha256).unwrap_or_default(),
            repos: record.repos.iter().map(|repo| Pattern::new(repo)).collect(),
            record,
        };
        let tokens = read_tokens(&self.path)?.into_iter().map(known).collect();
        *self.loaded.write().unwrap_or_else(PoisonError::into_inner) =
            Arc::new(Loaded { stamp, tokens });
        Ok(())
    }

    /// The name of the token, when it is known, in time, and allows that.
    pub(super) fn allows(
        &self,
        token: &str,
        repo: &str,
        action: TokenAction,
        now: i64,
    ) -> Option<String> {
        if !token.starts_with(PREFIX) {
            return None;
        }
        let stamp = self.stamp();
        let current = || Arc::clone(&self.loaded.read().unwrap_or_else(PoisonError::into_inner));
        if current().stamp != stamp {
            // A file that is half written or gone gives nobody rights, and takes none but those it took.
            drop(self.load(stamp));
        }
        let digest = Sha256::digest(token.as_bytes());
        let loaded = current();
        let found = loaded
            .tokens
            .iter()
            .find(|known| bool::from(known.digest.as_slice().ct_eq(&digest)))?;
        let allowed = found.record.actions.contains(&action)
            && found.repos.iter().any(|pattern| pattern.matches(repo))
            && !found.record.is_expired(now);
        allowed.then(|| found.record.name.clone())
    }
}
