//! What lies beside an artifact, and whether one of the keys stands for the artifact with it.

use std::fmt::Display;

use steersman_names::Sha256;

use super::{bundle, notation, simple};
use crate::{PublicKey, SignatureError};

pub(super) const COSIGN: &str = "cosign signature";
pub(super) const NOTATION: &str = "notation signature";

/// The form of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureFormat {
    /// A payload of cosign, with the signature in base64.
    Simple {
        /// The signature.
        signature: String,
    },
    /// A bundle of sigstore.
    Bundle,
    /// An envelope of notation, as JWS.
    NotationJws,
    /// An envelope of notation, as COSE: it is found, and cannot be read.
    NotationCose,
}

/// A signature as a registry has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Its form.
    pub format: SignatureFormat,
    /// Its content.
    pub content: Vec<u8>,
}

/// What has to be signed.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The digest of the manifest, with its algorithm.
    pub digest: &'a str,
    /// The manifest, which has this digest.
    pub manifest: &'a [u8],
    /// The repository it was asked for by: `HOST/PATH`. Signatures that name another one do not hold.
    pub repository: &'a str,
    /// The time in seconds since 1970.
    pub now: i64,
}

/// A signature that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureVerification {
    /// The form, as users call it: `cosign signature` or `notation signature`.
    pub kind: &'static str,
    /// The digest of the key that made it.
    pub key: Sha256,
}

impl Subject<'_> {
    pub(super) fn check_digest(
        &self,
        kind: &'static str,
        signed: &str,
    ) -> Result<(), SignatureError> {
        if signed == self.digest {
            return Ok(());
        }
        Err(SignatureError::OtherDigest {
            kind,
            signed: signed.to_owned(),
            found: self.digest.to_owned(),
        })
    }

    /// Whether the repository that a signature names, if it names one, is this.
    pub(super) fn check_identity(
        &self,
        kind: &'static str,
        signed: &str,
    ) -> Result<(), SignatureError> {
        if signed.is_empty() || repository_of(signed) == self.repository {
            return Ok(());
        }
        Err(SignatureError::OtherIdentity {
            kind,
            signed: repository_of(signed).to_owned(),
            wanted: self.repository.to_owned(),
        })
    }
}

/// A reference without tag and digest.
fn repository_of(reference: &str) -> &str {
    let reference = reference.split('@').next().unwrap_or(reference);
    let name = reference.rfind('/').map_or(0, |at| at + 1);
    match reference[name..].find(':') {
        Some(at) => &reference[..name + at],
        None => reference,
    }
}

/// Checks that one of the keys made one of the signatures, and that this one speaks of the subject.
///
/// # Errors
/// What does not hold: of the signature that came furthest, by one of the keys before one by none.
pub fn verify_signatures(
    signatures: &[Signature],
    keys: &[PublicKey],
    subject: &Subject<'_>,
) -> Result<SignatureVerification, SignatureError> {
    let mut problem = SignatureError::Missing;
    for signature in signatures {
        let (kind, result) = match &signature.format {
            SignatureFormat::Simple { signature: bits } => (
                COSIGN,
                simple::verify(&signature.content, bits, keys, subject),
            ),
            SignatureFormat::Bundle => (COSIGN, bundle::verify(&signature.content, keys, subject)),
            SignatureFormat::NotationJws => (
                NOTATION,
                notation::verify(&signature.content, keys, subject),
            ),
            SignatureFormat::NotationCose => (
                NOTATION,
                Err(SignatureError::Unsupported {
                    kind: NOTATION,
                    what: "COSE".into(),
                }),
            ),
        };
        match result {
            Ok(key) => {
                return Ok(SignatureVerification {
                    kind,
                    key: *key.fingerprint(),
                });
            }
            Err(error) if weight(&error) > weight(&problem) => problem = error,
            Err(_) => {}
        }
    }
    Err(problem)
}

/// How much an error says about the signature that was wanted.
fn weight(error: &SignatureError) -> u8 {
    match error {
        SignatureError::Missing => 0,
        SignatureError::Unsupported { .. } => 1,
        SignatureError::Malformed { .. } => 2,
        SignatureError::OtherKey(_) => 3,
        SignatureError::OtherStatement { .. } => 4,
        SignatureError::OtherDigest { .. }
        | SignatureError::OtherIdentity { .. }
        | SignatureError::Expired(_) => 5,
    }
}

pub(super) fn malformed(kind: &'static str, cause: impl Display) -> SignatureError {
    SignatureError::Malformed {
        kind,
        cause: cause.to_string(),
    }
}
