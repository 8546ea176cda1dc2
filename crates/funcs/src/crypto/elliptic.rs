//! Keys on elliptic curves: the three curves of NIST and Ed25519.

use ed25519_dalek::Signer as _;

use super::der::{self, Reader};
use super::draws::Draws;

/// The most draws of a private key; each misses with a chance of less than 2⁻³².
const MAX_DRAWS: usize = 64;

/// A private key for ECDSA.
#[derive(Clone)]
pub(super) enum EcKey {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
}

impl std::fmt::Debug for EcKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EcKey")
            .field("curve", &self.curve().name)
            .finish_non_exhaustive()
    }
}

/// A curve: its name, object identifier and the size of its private keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Curve {
    name: &'static str,
    oid: &'static [u8],
    size: usize,
}

const P256: Curve = Curve {
    name: "P-256",
    oid: &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
    size: 32,
};
const P384: Curve = Curve {
    name: "P-384",
    oid: &[0x2b, 0x81, 0x04, 0x00, 0x22],
    size: 48,
};
const P521: Curve = Curve {
    name: "P-521",
    oid: &[0x2b, 0x81, 0x04, 0x00, 0x23],
    size: 66,
};

impl EcKey {
    /// A new key on the curve P-256.
    pub(super) fn generate(draws: &mut Draws) -> Option<Self> {
        (0..MAX_DRAWS).find_map(|_| {
            p256::ecdsa::SigningKey::from_slice(&draws.array::<32>())
                .ok()
                .map(Self::P256)
        })
    }

    fn curve(&self) -> Curve {
        match self {
            Self::P256(_) => P256,
            Self::P384(_) => P384,
            Self::P521(_) => P521,
        }
    }

    /// The object identifier of the curve, as DER.
    pub(super) fn curve_der(&self) -> Vec<u8> {
        der::element(der::OID, &[self.curve().oid])
    }

    fn private_bytes(&self) -> Vec<u8> {
        match self {
            Self::P256(key) => key.to_bytes().to_vec(),
            Self::P384(key) => key.to_bytes().to_vec(),
            Self::P521(key) => key.to_bytes().to_vec(),
        }
    }

    /// The public point, uncompressed.
    pub(super) fn public_bytes(&self) -> Vec<u8> {
        match self {
            Self::P256(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Self::P384(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Self::P521(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
        }
    }

    /// Signs the digest of a message that belongs to the curve, as DER.
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_der().as_bytes().to_vec()
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign(message);
                signature.to_der().as_bytes().to_vec()
            }
            Self::P521(key) => {
                let signature: p521::ecdsa::Signature = key.sign(message);
                signature.to_der().as_bytes().to_vec()
            }
        }
    }

    /// The object identifier of the signature's algorithm.
    pub(super) fn signature_oid(&self) -> &'static [u8] {
        match self {
            Self::P256(_) => &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
            Self::P384(_) => &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03],
            Self::P521(_) => &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04],
        }
    }

    /// The key in the form of SEC 1; inside PKCS #8 the curve is named elsewhere.
    pub(super) fn to_der(&self) -> Vec<u8> {
        der::element(
            der::SEQUENCE,
            &[
                &der::unsigned(&[1]),
                &der::element(der::OCTET_STRING, &[&self.private_bytes()]),
                &der::element(der::explicit(0), &[&self.curve_der()]),
                &der::element(
                    der::explicit(1),
                    &[&der::bit_string(0, &self.public_bytes())],
                ),
            ],
        )
    }

    /// Reads a key in the form of SEC 1. `curve` is the content of the curve's identifier when that is known from
    /// elsewhere. The error is Go's text.
    pub(super) fn from_der(bytes: &[u8], curve: Option<&[u8]>) -> Result<Self, String> {
        let (version, private, own_curve) = Self::read(bytes)
            .map_err(|reason| format!("x509: failed to parse EC private key: {reason}"))?;
        if version != 1 {
            return Err(format!("x509: unknown EC private key version {version}"));
        }
        let oid = curve.or(own_curve).unwrap_or_default();
        let curve = [P256, P384, P521]
            .into_iter()
            .find(|curve| curve.oid == oid);
        let curve = curve.ok_or("x509: unknown elliptic curve")?;
        let zeros = private.iter().take_while(|b| **b == 0).count();
        let digits = &private[zeros..];
        let Some(missing) = curve.size.checked_sub(digits.len()) else {
            return Err("x509: invalid private key length".into());
        };
        let padded = [vec![0; missing], digits.to_vec()].concat();
        let invalid = |_| "ecdsa: invalid private key".to_owned();
        Ok(match curve.size {
            32 => Self::P256(p256::ecdsa::SigningKey::from_slice(&padded).map_err(invalid)?),
            48 => Self::P384(p384::ecdsa::SigningKey::from_slice(&padded).map_err(invalid)?),
            _ => Self::P521(p521::ecdsa::SigningKey::from_slice(&padded).map_err(invalid)?),
        })
    }

    #[expect(clippy::type_complexity, reason = "three fields of one structure")]
    fn read(bytes: &[u8]) -> Result<(i64, &[u8], Option<&[u8]>), String> {
        let mut fields = Reader::new(bytes).sequence("ecPrivateKey")?;
        let version = fields.small_integer()?;
        let private = fields.expect(der::OCTET_STRING, "")?.content;
        let curve = fields.optional(der::explicit(0))?;
        let curve = curve
            .map(|curve| Reader::new(curve.content).expect(der::OID, "ObjectIdentifier"))
            .transpose()?;
        Ok((version, private, curve.map(|curve| curve.content)))
    }
}

/// A private key for Ed25519.
#[derive(Clone)]
pub(super) struct EdKey(ed25519_dalek::SigningKey);

impl std::fmt::Debug for EdKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EdKey")
    }
}

impl EdKey {
    pub(super) fn from_seed(seed: [u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(&seed))
    }

    pub(super) fn seed(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    pub(super) fn public_bytes(&self) -> Vec<u8> {
        self.0.verifying_key().to_bytes().to_vec()
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).to_bytes().to_vec()
    }
}
