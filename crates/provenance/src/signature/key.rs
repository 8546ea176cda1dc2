//! Public keys, as `cosign generate-key-pair`, `openssl` and certificate authorities write them.

use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use rustls_pki_types::pem::{PemObject as _, SectionKind};
use steersman_names::Sha256;

use super::der::{Reader, key_of_certificate, tag};
use crate::PublicKeyError;

/// How many keys of one file count.
const MAX_KEYS: usize = 64;

mod object_id {
    pub(super) const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    pub(super) const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
    pub(super) const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    pub(super) const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
    pub(super) const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    P256,
    P384,
    Ed25519,
    Rsa,
}

/// A public key that signatures are checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    kind: Kind,
    bits: Vec<u8>,
    fingerprint: Sha256,
}

impl PublicKey {
    /// The keys of a file in PEM: blocks `PUBLIC KEY`, and the keys that blocks `CERTIFICATE` are about. A certificate
    /// counts as its key: it is not asked who signed it, nor until when.
    ///
    /// # Errors
    /// [`PublicKeyError`].
    pub fn parse_all(pem: &[u8]) -> Result<Vec<Self>, PublicKeyError> {
        let mut keys = Vec::new();
        for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(pem).take(MAX_KEYS) {
            let (kind, bytes) = section.map_err(|_| PublicKeyError::Malformed)?;
            match kind {
                SectionKind::PublicKey => keys.push(Self::of_info(&bytes)?),
                SectionKind::Certificate => {
                    let info = key_of_certificate(&bytes).ok_or(PublicKeyError::Malformed)?;
                    keys.push(Self::of_info(info)?);
                }
                SectionKind::PrivateKey
                | SectionKind::EcPrivateKey
                | SectionKind::RsaPrivateKey => {
                    return Err(PublicKeyError::Secret);
                }
                _ => {}
            }
        }
        if keys.is_empty() {
            return Err(if is_sealed_key(pem) {
                PublicKeyError::Secret
            } else {
                PublicKeyError::NoKey
            });
        }
        Ok(keys)
    }

    /// A key with its algorithm: `SubjectPublicKeyInfo`.
    fn of_info(bytes: &[u8]) -> Result<Self, PublicKeyError> {
        let (kind, bits) = parse_info(bytes).ok_or(PublicKeyError::Malformed)?;
        Ok(Self {
            kind: kind.ok_or(PublicKeyError::Unsupported)?,
            bits: bits.to_vec(),
            fingerprint: Sha256::of(bytes),
        })
    }

    /// The digest of the key with its algorithm, in DER.
    pub fn fingerprint(&self) -> &Sha256 {
        &self.fingerprint
    }

    /// Whether this key made the signature of a message, in the form cosign and sigstore use: ECDSA in DER, RSA with
    /// the padding of PKCS #1.
    pub(super) fn made(&self, message: &[u8], signature: &[u8]) -> bool {
        let fits = |algorithm| self.fits(algorithm, message, signature);
        match self.kind {
            Kind::P256 => fits(&signature::ECDSA_P256_SHA256_ASN1),
            // Cosign takes SHA-256 for keys of all sizes, other tools the digest of the curve's size.
            Kind::P384 => {
                fits(&signature::ECDSA_P384_SHA256_ASN1) || fits(&signature::ECDSA_P384_SHA384_ASN1)
            }
            Kind::Ed25519 => fits(&signature::ED25519),
            Kind::Rsa => fits(&signature::RSA_PKCS1_2048_8192_SHA256),
        }
    }

    /// Whether this key made the signature of a message by an algorithm as JWS names it (RFC 7518).
    pub(super) fn made_by(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
        let algorithm: &dyn VerificationAlgorithm = match (algorithm, self.kind) {
            ("ES256", Kind::P256) => &signature::ECDSA_P256_SHA256_FIXED,
            ("ES384", Kind::P384) => &signature::ECDSA_P384_SHA384_FIXED,
            ("PS256", Kind::Rsa) => &signature::RSA_PSS_2048_8192_SHA256,
            ("PS384", Kind::Rsa) => &signature::RSA_PSS_2048_8192_SHA384,
            ("PS512", Kind::Rsa) => &signature::RSA_PSS_2048_8192_SHA512,
            _ => return false,
        };
        self.fits(algorithm, message, signature)
    }

    fn fits(
        &self,
        algorithm: &'static dyn VerificationAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let key = UnparsedPublicKey::new(algorithm, &self.bits);
        key.verify(message, signature).is_ok()
    }
}

/// The kind of a key, if it is known, and its bits.
fn parse_info(bytes: &[u8]) -> Option<(Option<Kind>, &[u8])> {
    let info = Reader::new(bytes).expect(tag::SEQUENCE)?;
    let mut fields = Reader::new(info.content);
    let mut algorithm = Reader::new(fields.expect(tag::SEQUENCE)?.content);
    let kind = match algorithm.expect(tag::OBJECT_ID)?.content {
        object_id::RSA => Some(Kind::Rsa),
        object_id::ED25519 => Some(Kind::Ed25519),
        object_id::EC => match algorithm.next()?.content {
            object_id::P256 => Some(Kind::P256),
            object_id::P384 => Some(Kind::P384),
            _ => None,
        },
        _ => None,
    };
    // The first byte counts the bits that are not used.
    let bits = fields.expect(tag::BIT_STRING)?.content.strip_prefix(&[0])?;
    Some((kind, bits))
}

/// Whether this is a secret key as cosign keeps it.
fn is_sealed_key(pem: &[u8]) -> bool {
    let text = String::from_utf8_lossy(pem);
    text.lines()
        .any(|line| line.starts_with("-----BEGIN ") && line.ends_with("PRIVATE KEY-----"))
}
