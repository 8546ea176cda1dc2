//! Signing an archive.

use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{
    PacketTrait as _, SecretKey, SignatureConfig, SignatureType, Subpacket, SubpacketData,
};
use pgp::types::{KeyDetails as _, KeyVersion, Password, SecretParams, Timestamp};

use crate::{Keyring, ProvenanceError, armor, cleartext, message};

/// What is signed, by which key.
#[derive(Debug, Clone, Copy)]
pub struct SigningRequest<'a> {
    /// The name of the key, or a part of it.
    pub key: &'a str,
    /// The bytes of the archive.
    pub archive: &'a [u8],
    /// The file name of the archive.
    pub file_name: &'a str,
    /// The metadata of the chart, as YAML.
    pub metadata: &'a str,
    /// Now, in seconds since 1970.
    pub now: u32,
}

/// Signs an archive: the text of its `.prov` file. The passphrase is asked for when the key has one; the function gets
/// the name of the key.
///
/// # Errors
/// [`ProvenanceError`]: no such key, no passphrase, the wrong one, or a key that cannot sign.
pub fn sign(
    keyring: &Keyring,
    request: &SigningRequest<'_>,
    passphrase: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
) -> Result<String, ProvenanceError> {
    let entity = keyring.find(request.key)?;
    let secret = entity.secret.as_ref().ok_or(ProvenanceError::NotPrivate)?;
    let password = unlock(secret, || {
        let name = entity.names.iter().find(|name| !name.is_empty());
        passphrase(name.map_or("Unknown", String::as_str))
    })?;
    let text = message::build(request.metadata, request.file_name, request.archive)?;
    let (signed, written) = cleartext::encode(&text);
    let signature = signature(secret, &password, signed.as_bytes(), request.now)
        .map_err(|error| ProvenanceError::Unsupported(error.to_string()))?;
    Ok(format!(
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{written}\n{}",
        armor::encode_signature(&signature)
    ))
}

/// The password that opens the key, asked for only when there is one.
fn unlock(
    secret: &SecretKey,
    ask: impl FnOnce() -> Result<Vec<u8>, String>,
) -> Result<Password, ProvenanceError> {
    if matches!(secret.secret_params(), SecretParams::Plain(_)) {
        return Ok(Password::empty());
    }
    let password = Password::from(ask().map_err(ProvenanceError::NoPassphrase)?.as_slice());
    match secret.unlock(&password, |_, _| Ok(())) {
        Ok(Ok(())) => Ok(password),
        _ => Err(ProvenanceError::WrongPassphrase),
    }
}

/// The packet of a signature over a text.
fn signature(
    secret: &SecretKey,
    password: &Password,
    text: &[u8],
    now: u32,
) -> pgp::errors::Result<Vec<u8>> {
    if secret.version() != KeyVersion::V4 {
        return Err(pgp::errors::Error::Message {
            message: "signing with keys of this version".into(),
            backtrace: None,
        });
    }
    let algorithm = secret.algorithm();
    let mut config = SignatureConfig::v4(SignatureType::Text, algorithm, HashAlgorithm::Sha512);
    config.hashed_subpackets = vec![
        Subpacket::regular(SubpacketData::SignatureCreationTime(Timestamp::from_secs(
            now,
        )))?,
        Subpacket::regular(SubpacketData::IssuerKeyId(secret.legacy_key_id()))?,
        Subpacket::regular(SubpacketData::IssuerFingerprint(secret.fingerprint()))?,
    ];
    let signature = config.sign(secret, password, text)?;
    let mut bytes = Vec::new();
    signature.to_writer_with_header(&mut bytes)?;
    Ok(bytes)
}
