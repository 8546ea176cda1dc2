//! Checking an archive against its provenance file.

use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::public_key::PublicKeyAlgorithm;
use pgp::packet::{Notation, Packet, PacketParser, Signature};
use pgp::types::{KeyDetails as _, KeyId, Timestamp};

use steersman_names::Sha256;

use crate::entity::{Entity, Subkey, issuers};
use crate::{Keyring, ProvenanceError, cleartext, message};

/// A signature that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The names of the key, in the order of the keyring.
    pub signed_by: Vec<String>,
    /// The fingerprint of the key in hexadecimal, in capitals.
    pub fingerprint: String,
    /// The digest of the archive.
    pub digest: Sha256,
}

/// Checks that a provenance file is signed by a key of the keyring and speaks of this archive under this file name.
///
/// # Errors
/// [`ProvenanceError`]: what does not hold.
pub fn verify(
    keyring: &Keyring,
    archive: &[u8],
    provenance: &[u8],
    file_name: &str,
    now: u32,
) -> Result<Verification, ProvenanceError> {
    let text = cleartext::decode(provenance).ok_or(ProvenanceError::NoSignature)?;
    let signer = check_signature(keyring, &text.signed, &text.signature, now)?;
    let digest = Sha256::of(archive);
    let signed = message::signed_digest(&text.plain, file_name)?;
    if signed != digest.to_string() {
        return Err(ProvenanceError::OtherContent {
            name: file_name.into(),
            signed,
            found: digest.to_string(),
        });
    }
    Ok(Verification {
        signed_by: signer.names.clone(),
        fingerprint: signer.fingerprint(),
        digest,
    })
}

/// The key that signed, with the sub-key that did it for the key.
#[derive(Clone, Copy)]
struct Signer<'a> {
    entity: &'a Entity,
    subkey: Option<&'a Subkey>,
}

fn check_signature<'a>(
    keyring: &'a Keyring,
    text: &[u8],
    packets: &[u8],
    now: u32,
) -> Result<&'a Entity, ProvenanceError> {
    let malformed = |error: &str| ProvenanceError::Malformed(error.into());
    for packet in PacketParser::new(packets) {
        let packet = packet.map_err(|error| malformed(&error.to_string()))?;
        let Packet::Signature(signature) = packet else {
            return Err(malformed("non signature packet found"));
        };
        if is_weak(&signature) {
            continue;
        }
        let issuer = issuers(&signature)
            .next()
            .ok_or_else(|| malformed("signature doesn't have an issuer"))?;
        let signers = signers(keyring, issuer);
        let mut problem = None;
        for signer in &signers {
            match check_text(&signature, *signer, text) {
                Ok(()) => return check_details(&signature, *signer, now).map(|()| signer.entity),
                Err(error) => problem = Some(error),
            }
        }
        if let Some(problem) = problem {
            return Err(problem);
        }
    }
    Err(ProvenanceError::UnknownSigner)
}

/// Whether the digest that was signed proves nothing. Such signatures are passed over, as Helm does it.
fn is_weak(signature: &Signature) -> bool {
    matches!(
        signature.hash_alg(),
        None | Some(HashAlgorithm::Md5 | HashAlgorithm::Ripemd160)
    )
}

/// The keys of this number that may sign.
fn signers(keyring: &Keyring, id: KeyId) -> Vec<Signer<'_>> {
    let mut signers = Vec::new();
    for entity in &keyring.entities {
        if entity.signs_as(id) {
            signers.push(Signer {
                entity,
                subkey: None,
            });
        }
        let subkeys = entity.subkeys.iter();
        signers.extend(
            subkeys
                .filter(|subkey| subkey.signs_as(id))
                .map(|subkey| Signer {
                    entity,
                    subkey: Some(subkey),
                }),
        );
    }
    signers
}

fn check_text(
    signature: &Signature,
    signer: Signer<'_>,
    text: &[u8],
) -> Result<(), ProvenanceError> {
    let (result, algorithm) = if let Some(subkey) = signer.subkey {
        (signature.verify(&subkey.key, text), subkey.key.algorithm())
    } else {
        let key = &signer.entity.public;
        (signature.verify(key, text), key.algorithm())
    };
    result.map_err(|_| {
        ProvenanceError::InvalidSignature(format!(
            "{} verification failure",
            algorithm_name(algorithm)
        ))
    })
}

/// A signature that holds may still be one of a key that is not good any more.
fn check_details(
    signature: &Signature,
    signer: Signer<'_>,
    now: u32,
) -> Result<(), ProvenanceError> {
    let Signer { entity, subkey } = signer;
    let mut signatures = vec![signature, &entity.about];
    if let Some(subkey) = subkey {
        signatures.push(&subkey.binding);
        signatures.extend(subkey.binding.embedded_signature());
    }
    let notations = signatures
        .iter()
        .flat_map(|signature| critical_notations(signature));
    if let Some(notation) = notations.into_iter().next() {
        return Err(ProvenanceError::InvalidSignature(format!(
            "unknown critical notation: {}",
            String::from_utf8_lossy(&notation.name)
        )));
    }
    if entity.revoked || subkey.is_some_and(|subkey| subkey.revoked) {
        return Err(ProvenanceError::KeyRevoked);
    }
    let primary = has_expired(
        entity.public.created_at(),
        entity.about.key_expiration_time(),
        now,
    );
    let secondary = subkey.is_some_and(|subkey| {
        let lifetime = subkey.binding.key_expiration_time();
        has_expired(subkey.key.created_at(), lifetime, now)
    });
    if primary || secondary {
        return Err(ProvenanceError::KeyExpired);
    }
    let expired = |signature: &&Signature| {
        let created = signature.created();
        let created = created.unwrap_or_else(|| Timestamp::from_secs(0));
        has_expired(created, signature.signature_expiration_time(), now)
    };
    if signatures.iter().any(expired) {
        return Err(ProvenanceError::SignatureExpired);
    }
    Ok(())
}

fn critical_notations(signature: &Signature) -> Vec<Notation> {
    let Some(config) = signature.config() else {
        return Vec::new();
    };
    let critical = config.hashed_subpackets().filter(|part| part.is_critical);
    critical
        .filter_map(|part| match &part.data {
            pgp::packet::SubpacketData::Notation(notation) => Some(notation.clone()),
            _ => None,
        })
        .collect()
}

/// Whether something made at a time, for a time, is not good now; what comes from the future is not.
fn has_expired(created: Timestamp, lifetime: Option<pgp::types::Duration>, now: u32) -> bool {
    let lifetime = lifetime.map_or(0, pgp::types::Duration::as_secs);
    let created = u64::from(created.as_secs());
    let now = u64::from(now);
    created > now || (lifetime > 0 && now > created + u64::from(lifetime))
}

fn algorithm_name(algorithm: PublicKeyAlgorithm) -> &'static str {
    match algorithm {
        PublicKeyAlgorithm::RSA | PublicKeyAlgorithm::RSASign => "RSA",
        PublicKeyAlgorithm::DSA => "DSA",
        PublicKeyAlgorithm::ECDSA => "ECDSA",
        PublicKeyAlgorithm::EdDSALegacy => "EdDSA",
        PublicKeyAlgorithm::Ed25519 => "Ed25519",
        PublicKeyAlgorithm::Ed448 => "ed448",
        _ => "public key",
    }
}
