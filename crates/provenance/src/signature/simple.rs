//! Cosign's first form: a payload ("simple signing") and a signature in an annotation.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;

use super::Subject;
use super::envelope::{COSIGN, malformed};
use crate::{PublicKey, SignatureError};

#[derive(Deserialize)]
struct Payload {
    critical: Critical,
}

#[derive(Deserialize)]
struct Critical {
    #[serde(default)]
    identity: Identity,
    image: Image,
    #[serde(default, rename = "type")]
    kind: String,
}

#[derive(Default, Deserialize)]
struct Identity {
    #[serde(default, rename = "docker-reference")]
    reference: String,
}

#[derive(Deserialize)]
struct Image {
    #[serde(rename = "docker-manifest-digest")]
    digest: String,
}

/// What signatures of images say they are.
const KIND: &str = "cosign container image signature";

/// The key that signed a payload, when the payload speaks of this artifact.
///
/// # Errors
/// [`SignatureError`].
pub(super) fn verify<'k>(
    payload: &[u8],
    signature: &str,
    keys: &'k [PublicKey],
    subject: &Subject<'_>,
) -> Result<&'k PublicKey, SignatureError> {
    let signature = BASE64_STANDARD
        .decode(signature.trim())
        .map_err(|error| malformed(COSIGN, error))?;
    let key = keys.iter().find(|key| key.made(payload, &signature));
    let key = key.ok_or(SignatureError::OtherKey(COSIGN))?;
    let Payload { critical } =
        serde_json::from_slice(payload).map_err(|error| malformed(COSIGN, error))?;
    if !critical.kind.is_empty()
        && critical.kind != KIND
        && !critical
            .kind
            .starts_with("https://sigstore.dev/cosign/sign/")
    {
        return Err(SignatureError::OtherStatement {
            kind: COSIGN,
            statement: critical.kind,
        });
    }
    subject.check_digest(COSIGN, &critical.image.digest)?;
    subject.check_identity(COSIGN, &critical.identity.reference)?;
    Ok(key)
}
