//! Notation's signatures: JWS in JSON (Notary Project, signature envelope for JWS).

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Subject;
use super::envelope::{NOTATION, malformed};
use crate::{PublicKey, SignatureError};

/// The kind of the payload.
const PAYLOAD: &str = "application/vnd.cncf.notary.payload.v1+json";
/// Header fields that a reader has to know, and that are known here.
const KNOWN: [&str; 3] = [
    "io.cncf.notary.signingScheme",
    EXPIRY,
    "io.cncf.notary.authenticSigningTime",
];
const EXPIRY: &str = "io.cncf.notary.expiry";

#[derive(Deserialize)]
struct Envelope {
    payload: String,
    protected: String,
    signature: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    target_artifact: Target,
}

#[derive(Deserialize)]
struct Target {
    digest: String,
}

/// The key that signed an envelope, when it speaks of this artifact.
///
/// # Errors
/// [`SignatureError`].
pub(super) fn verify<'k>(
    envelope: &[u8],
    keys: &'k [PublicKey],
    subject: &Subject<'_>,
) -> Result<&'k PublicKey, SignatureError> {
    let envelope: Envelope =
        serde_json::from_slice(envelope).map_err(|error| malformed(NOTATION, error))?;
    let protected = decode(&envelope.protected)?;
    let header: Map<String, Value> =
        serde_json::from_slice(&protected).map_err(|error| malformed(NOTATION, error))?;
    let text = |name: &str| header.get(name).and_then(Value::as_str).unwrap_or_default();
    let message = format!("{}.{}", envelope.protected, envelope.payload);
    let signature = decode(&envelope.signature)?;
    let made = |key: &&PublicKey| key.made_by(text("alg"), message.as_bytes(), &signature);
    let key = keys.iter().find(made);
    let key = key.ok_or(SignatureError::OtherKey(NOTATION))?;
    let critical = header.get("crit").and_then(Value::as_array);
    for name in critical.into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        if !KNOWN.contains(&name) {
            return Err(SignatureError::Unsupported {
                kind: NOTATION,
                what: format!("the header {name:?}"),
            });
        }
    }
    if let Some(expiry) = header.get(EXPIRY) {
        let expiry = expiry.as_str().and_then(parse_time);
        let expiry = expiry.ok_or_else(|| malformed(NOTATION, "its expiry is no time"))?;
        if expiry <= subject.now {
            return Err(SignatureError::Expired(NOTATION));
        }
    }
    if text("cty") != PAYLOAD {
        return Err(SignatureError::OtherStatement {
            kind: NOTATION,
            statement: text("cty").to_owned(),
        });
    }
    let payload: Payload = serde_json::from_slice(&decode(&envelope.payload)?)
        .map_err(|error| malformed(NOTATION, error))?;
    subject.check_digest(NOTATION, &payload.target_artifact.digest)?;
    Ok(key)
}

fn decode(text: &str) -> Result<Vec<u8>, SignatureError> {
    BASE64_URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|error| malformed(NOTATION, error))
}

/// Seconds since 1970 of a time as RFC 3339 writes it.
fn parse_time(text: &str) -> Option<i64> {
    let time: jiff::Timestamp = text.parse().ok()?;
    Some(time.as_second())
}
