//! Sigstore's bundles: an envelope with a statement (DSSE, in-toto), or the signature of the manifest itself.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;

use super::Subject;
use super::envelope::{COSIGN, malformed};
use crate::{PublicKey, SignatureError};

/// The only payload of envelopes that is read.
const IN_TOTO: &str = "application/vnd.in-toto+json";
/// The statement that somebody stands for an artifact; others tell of scans, sources, parts.
const SIGNED: &str = "https://sigstore.dev/cosign/sign/v1";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bundle {
    dsse_envelope: Option<Envelope>,
    message_signature: Option<MessageSignature>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    payload: String,
    payload_type: String,
    signatures: Vec<EnvelopeSignature>,
}

#[derive(Deserialize)]
struct EnvelopeSignature {
    sig: String,
}

#[derive(Deserialize)]
struct MessageSignature {
    signature: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Statement {
    #[serde(default)]
    predicate_type: String,
    #[serde(default)]
    subject: Vec<StatementSubject>,
}

#[derive(Deserialize)]
struct StatementSubject {
    #[serde(default)]
    digest: BTreeMap<String, String>,
}

/// The key that signed a bundle, when the bundle speaks of this artifact.
///
/// # Errors
/// [`SignatureError`].
pub(super) fn verify<'k>(
    bundle: &[u8],
    keys: &'k [PublicKey],
    subject: &Subject<'_>,
) -> Result<&'k PublicKey, SignatureError> {
    let bundle: Bundle =
        serde_json::from_slice(bundle).map_err(|error| malformed(COSIGN, error))?;
    match (bundle.dsse_envelope, bundle.message_signature) {
        (Some(envelope), _) => verify_envelope(&envelope, keys, subject),
        (None, Some(message)) => {
            let signature = decode(&message.signature)?;
            let key = keys
                .iter()
                .find(|key| key.made(subject.manifest, &signature));
            key.ok_or(SignatureError::OtherKey(COSIGN))
        }
        (None, None) => Err(malformed(COSIGN, "the bundle is empty")),
    }
}

fn verify_envelope<'k>(
    envelope: &Envelope,
    keys: &'k [PublicKey],
    subject: &Subject<'_>,
) -> Result<&'k PublicKey, SignatureError> {
    let payload = decode(&envelope.payload)?;
    let message = pre_authentication(&envelope.payload_type, &payload);
    let mut signer = None;
    for signature in &envelope.signatures {
        let signature = decode(&signature.sig)?;
        signer = signer.or_else(|| keys.iter().find(|key| key.made(&message, &signature)));
    }
    let signer = signer.ok_or(SignatureError::OtherKey(COSIGN))?;
    let other = |statement: &str| SignatureError::OtherStatement {
        kind: COSIGN,
        statement: statement.to_owned(),
    };
    if envelope.payload_type != IN_TOTO {
        return Err(other(&envelope.payload_type));
    }
    let statement: Statement =
        serde_json::from_slice(&payload).map_err(|error| malformed(COSIGN, error))?;
    if statement.predicate_type != SIGNED {
        return Err(other(&statement.predicate_type));
    }
    let digests = statement.subject.iter().filter_map(|subject| {
        let hex = subject.digest.get("sha256")?;
        Some(format!("sha256:{hex}"))
    });
    let digests: Vec<_> = digests.collect();
    if digests.iter().any(|digest| digest == subject.digest) {
        return Ok(signer);
    }
    subject.check_digest(COSIGN, digests.first().map_or("nothing", String::as_str))?;
    Ok(signer)
}

/// What is signed of an envelope: its kind and its payload with their lengths (DSSE, protocol).
fn pre_authentication(kind: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

fn decode(text: &str) -> Result<Vec<u8>, SignatureError> {
    BASE64_STANDARD
        .decode(text)
        .map_err(|error| malformed(COSIGN, error))
}
