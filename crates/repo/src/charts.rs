use steersman_names::Sha256;

use crate::{Get, GetError, Getters, Resolved};

/// How many bytes an archive may have.
const ARCHIVE_LIMIT: u64 = 256 << 20;

/// A digest is none, or is not the one of what came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DigestError {
    /// It is not 32 bytes.
    #[error("invalid digest length: {0}")]
    Length(usize),
    /// It is not hexadecimal.
    #[error("encoding/hex: {0}")]
    Hex(String),
    /// It is another one.
    #[error("the archive at {url} has the digest {found}, but the index says {wanted}")]
    Mismatch {
        /// Where it came from.
        url: String,
        /// What came.
        found: String,
        /// What should have come.
        wanted: String,
    },
}

/// Gets a chart, and checks it against the digest of the index.
///
/// # Errors
/// [`GetError`]
pub fn fetch_chart(chart: &Resolved, getters: &Getters) -> Result<Vec<u8>, GetError> {
    let get = Get {
        url: &chart.url,
        access: &chart.access,
        accept: "application/gzip,application/octet-stream",
        compressed: false,
        limit: ARCHIVE_LIMIT,
    };
    let bytes = getters.get(&get)?;
    check_digest(&chart.url, &chart.digest, &bytes).map_err(|error| GetError {
        message: error.to_string(),
        hint: Some(
            "the archive was replaced after the index was written, or something on the way changed it: `repo update` \
             may bring a newer index"
                .into(),
        ),
        status: None,
    })?;
    Ok(bytes)
}

/// Checks bytes against a digest; an empty one says nothing.
///
/// # Errors
/// [`DigestError`]
pub fn check_digest(url: &str, wanted: &str, bytes: &[u8]) -> Result<(), DigestError> {
    let Some(wanted) = parse_digest(wanted)? else {
        return Ok(());
    };
    let found = Sha256::of(bytes);
    if found == wanted {
        return Ok(());
    }
    Err(DigestError::Mismatch {
        url: steersman_net::SafeUrl::parse(url)
            .unwrap_or_default()
            .to_string(),
        found: found.to_hex(),
        wanted: wanted.to_hex(),
    })
}

/// A digest as indexes have it, with the name of its algorithm or without; nothing for an empty one.
///
/// # Errors
/// [`DigestError`]
pub fn parse_digest(text: &str) -> Result<Option<Sha256>, DigestError> {
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.split_once(':').map_or(text, |(_, digits)| digits);
    let mut bytes = Vec::new();
    for pair in digits.as_bytes().chunks(2) {
        let digit = |byte: u8| char::from(byte).to_digit(16).ok_or(byte);
        let value = match pair {
            [high, low] => digit(*high).and_then(|high| Ok(high * 16 + digit(*low)?)),
            [odd] if odd.is_ascii_hexdigit() => {
                return Err(DigestError::Hex("odd length hex string".into()));
            }
            [odd, ..] => Err(*odd),
            [] => Ok(0),
        };
        let value = value.map_err(|byte| {
            DigestError::Hex(format!("invalid byte: U+{byte:04X} {:?}", char::from(byte)))
        })?;
        bytes.push(u8::try_from(value).unwrap_or_default());
    }
    let length = bytes.len();
    bytes
        .try_into()
        .map(|bytes| Some(Sha256::from_bytes(bytes)))
        .map_err(|_| DigestError::Length(length))
}

/// The name of the file that a URL names.
pub fn archive_name(url: &str) -> String {
    let path = steersman_net::SafeUrl::parse(url)
        .unwrap_or_default()
        .path();
    let trimmed = path.trim_end_matches('/');
    let name = trimmed.rsplit('/').next().unwrap_or_default();
    match (path.is_empty(), name.is_empty()) {
        (true, _) => ".".into(),
        (_, true) => "/".into(),
        _ => unescaped(name),
    }
}

fn unescaped(text: &str) -> String {
    let text = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
    // A separator in a name must not lead to another folder.
    text.rsplit('/').next().unwrap_or_default().into()
}
