//! Private keys of every kind, and their PEM forms.

use super::der::{self, Reader};
use super::draws::Draws;
use super::dsa::DsaKey;
use super::elliptic::{EcKey, EdKey};
use super::pem;
use super::rsa::RsaKey;

pub(super) const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
pub(super) const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
pub(super) const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
const SHA256_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];

const SUFFIX: &[u8] = b" PRIVATE KEY";

/// A private key.
#[derive(Clone, Debug)]
pub(super) enum PrivateKey {
    Rsa(RsaKey),
    Ec(EcKey),
    Ed25519(EdKey),
    /// The content of a DSA key, with which certificates cannot be signed.
    Dsa(Vec<u8>),
}

impl PrivateKey {
    /// A new key of the kind Sprig calls `kind`; `None` when it knows no such kind.
    pub(super) fn generate(kind: &[u8], draws: &mut Draws) -> Option<Self> {
        Some(match kind {
            b"" | b"rsa" => Self::Rsa(RsaKey::generate::<32>(draws)),
            b"dsa" => Self::Dsa(DsaKey::generate(draws).to_der()),
            b"ecdsa" => Self::Ec(EcKey::generate(draws)?),
            b"ed25519" => Self::Ed25519(EdKey::from_seed(draws.array())),
            _ => return None,
        })
    }

    /// A new RSA key of 2048 bits, as certificates get it.
    pub(super) fn for_certificate(draws: &mut Draws) -> Self {
        Self::Rsa(RsaKey::generate::<16>(draws))
    }

    pub(super) fn to_pem(&self) -> String {
        match self {
            Self::Rsa(key) => pem::encode("RSA PRIVATE KEY", &key.to_der()),
            Self::Ec(key) => pem::encode("EC PRIVATE KEY", &key.to_der()),
            Self::Ed25519(key) => {
                let seed = der::element(der::OCTET_STRING, &[&key.seed()]);
                pem::encode("PRIVATE KEY", &pkcs8(&[ED25519], &seed))
            }
            Self::Dsa(bytes) => pem::encode("DSA PRIVATE KEY", bytes),
        }
    }

    /// Reads the first PEM block of a text; the error is Sprig's text.
    pub(super) fn from_pem(text: &[u8]) -> Result<Self, String> {
        let block = pem::decode(text).ok_or("no PEM data in input")?;
        if block.label == b"PRIVATE KEY" {
            return Self::from_pkcs8(&block.bytes)
                .map_err(|reason| format!("decoding PEM as PKCS#8: {reason}"));
        }
        let label = String::from_utf8_lossy(&block.label);
        let Some(kind) = block.label.strip_suffix(SUFFIX) else {
            return Err(format!("no private key data in PEM block of type {label}"));
        };
        match kind {
            b"RSA" => rsa_from_der(&block.bytes)
                .map(Self::Rsa)
                .map_err(|reason| format!("parsing RSA private key from PEM: {reason}")),
            b"EC" => ec_from_der(&block.bytes, None)
                .map(Self::Ec)
                .map_err(|reason| format!("parsing EC private key from PEM: {reason}")),
            b"DSA" => check_dsa(&block.bytes)
                .map(|()| Self::Dsa(block.bytes))
                .map_err(|reason| format!("parsing DSA private key from PEM: {reason}")),
            _ => Err(format!("invalid private key type {label}")),
        }
    }

    /// Reads a key in the form of PKCS #8; the error is Go's text.
    fn from_pkcs8(bytes: &[u8]) -> Result<Self, String> {
        let Wrapped {
            algorithm,
            parameters,
            key: private,
        } = read_pkcs8(bytes)
            .map_err(|reason| other_form(bytes, [Form::Sec1, Form::Pkcs1]).unwrap_or(reason))?;
        match algorithm {
            RSA_ENCRYPTION => rsa_from_der(private).map(Self::Rsa).map_err(|reason| {
                format!("x509: failed to parse RSA private key embedded in PKCS#8: {reason}")
            }),
            EC_PUBLIC_KEY => {
                let curve = Reader::new(parameters)
                    .expect(der::OID, "ObjectIdentifier")
                    .ok();
                ec_from_der(private, curve.map(|curve| curve.content))
                    .map(Self::Ec)
                    .map_err(|reason| {
                        format!("x509: failed to parse EC private key embedded in PKCS#8: {reason}")
                    })
            }
            ED25519 if !parameters.is_empty() => {
                Err("x509: invalid Ed25519 private key parameters".into())
            }
            ED25519 => {
                let seed = Reader::new(private)
                    .expect(der::OCTET_STRING, "")
                    .map_err(|reason| format!("x509: invalid Ed25519 private key: {reason}"))?;
                let length = seed.content.len();
                let seed = seed.content.try_into();
                let seed = seed
                    .map_err(|_| format!("x509: invalid Ed25519 private key length: {length}"))?;
                Ok(Self::Ed25519(EdKey::from_seed(seed)))
            }
            _ => Err(format!(
                "x509: PKCS#8 wrapping contained private key with unknown algorithm: {}",
                oid_text(algorithm)
            )),
        }
    }

    /// The public key as certificates carry it: its algorithm and its bits. `None` for DSA.
    pub(super) fn public_info(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        match self {
            Self::Rsa(key) => Some((
                algorithm(&[RSA_ENCRYPTION, &der::element(der::NULL, &[])]),
                key.public_der(),
            )),
            Self::Ec(key) => Some((
                algorithm(&[EC_PUBLIC_KEY, &key.curve_der()]),
                key.public_bytes(),
            )),
            Self::Ed25519(key) => Some((algorithm(&[ED25519]), key.public_bytes())),
            Self::Dsa(_) => None,
        }
    }

    /// The algorithm of the key's signatures.
    pub(super) fn signature_algorithm(&self) -> Vec<u8> {
        match self {
            Self::Rsa(_) => algorithm(&[SHA256_WITH_RSA, &der::element(der::NULL, &[])]),
            Self::Ec(key) => algorithm(&[key.signature_oid()]),
            Self::Ed25519(_) | Self::Dsa(_) => algorithm(&[ED25519]),
        }
    }

    /// The signature of a message; nothing for DSA.
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Rsa(key) => key.sign(message),
            Self::Ec(key) => key.sign(message),
            Self::Ed25519(key) => key.sign(message),
            Self::Dsa(_) => Vec::new(),
        }
    }
}

/// An algorithm: the content of its identifier and its parameters.
fn algorithm(parts: &[&[u8]]) -> Vec<u8> {
    let oid = der::element(der::OID, &parts[..1]);
    let mut content = vec![&oid[..]];
    content.extend_from_slice(&parts[1..]);
    der::element(der::SEQUENCE, &content)
}

/// A key in the form of PKCS #8: its algorithm and the key itself.
pub(super) fn pkcs8(parts: &[&[u8]], key: &[u8]) -> Vec<u8> {
    let key = der::element(der::OCTET_STRING, &[key]);
    der::element(
        der::SEQUENCE,
        &[&der::unsigned(&[0]), &algorithm(parts), &key],
    )
}

/// What PKCS #8 wraps.
struct Wrapped<'d> {
    /// The content of the algorithm's identifier.
    algorithm: &'d [u8],
    parameters: &'d [u8],
    key: &'d [u8],
}

fn read_pkcs8(bytes: &[u8]) -> Result<Wrapped<'_>, String> {
    let mut fields = Reader::new(bytes).sequence("pkcs8")?;
    fields.small_integer()?;
    let mut identifier = fields.sequence("AlgorithmIdentifier")?;
    let algorithm = identifier.expect(der::OID, "ObjectIdentifier")?.content;
    let key = fields.expect(der::OCTET_STRING, "")?.content;
    Ok(Wrapped {
        algorithm,
        parameters: identifier.rest(),
        key,
    })
}

/// The forms that keys are confused about.
#[derive(Clone, Copy, Debug)]
enum Form {
    Pkcs1,
    Pkcs8,
    Sec1,
}

/// The advice to read the bytes as another form, when they have that.
fn other_form(bytes: &[u8], forms: [Form; 2]) -> Option<String> {
    let function = forms.into_iter().find_map(|form| match form {
        Form::Pkcs1 => has_pkcs1_form(bytes).then_some("ParsePKCS1PrivateKey"),
        Form::Pkcs8 => read_pkcs8(bytes).is_ok().then_some("ParsePKCS8PrivateKey"),
        Form::Sec1 => has_sec1_form(bytes).then_some("ParseECPrivateKey"),
    })?;
    Some(format!(
        "x509: failed to parse private key (use {function} instead for this key format)"
    ))
}

fn has_pkcs1_form(bytes: &[u8]) -> bool {
    let read = || {
        let mut fields = Reader::new(bytes).sequence("")?;
        (0..6).try_for_each(|_| fields.integer("").map(|_| ()))
    };
    let checked: Result<(), String> = read();
    checked.is_ok()
}

fn has_sec1_form(bytes: &[u8]) -> bool {
    let read = || {
        let mut fields = Reader::new(bytes).sequence("")?;
        fields.integer("")?;
        fields.expect(der::OCTET_STRING, "").map(|_| ())
    };
    let checked: Result<(), String> = read();
    checked.is_ok()
}

fn rsa_from_der(bytes: &[u8]) -> Result<RsaKey, String> {
    RsaKey::from_der(bytes).map_err(|reason| {
        let shapeless = reason.starts_with("asn1: ") && !has_pkcs1_form(bytes);
        let advice = shapeless
            .then(|| other_form(bytes, [Form::Sec1, Form::Pkcs8]))
            .flatten();
        advice.unwrap_or(reason)
    })
}

fn ec_from_der(bytes: &[u8], curve: Option<&[u8]>) -> Result<EcKey, String> {
    EcKey::from_der(bytes, curve).map_err(|reason| {
        let shapeless = !has_sec1_form(bytes);
        let advice = shapeless
            .then(|| other_form(bytes, [Form::Pkcs8, Form::Pkcs1]))
            .flatten();
        advice.unwrap_or(reason)
    })
}

/// Checks that the bytes are six numbers.
fn check_dsa(bytes: &[u8]) -> Result<(), String> {
    let mut fields = Reader::new(bytes).sequence("DSAKeyFormat")?;
    fields.small_integer()?;
    (0..5).try_for_each(|_| fields.integer("").map(|_| ()))
}

/// An object identifier with dots.
pub(super) fn oid_text(content: &[u8]) -> String {
    let mut arcs: Vec<u64> = Vec::new();
    let mut arc = 0_u64;
    for byte in content {
        arc = arc << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            if arcs.is_empty() {
                let first = (arc / 40).min(2);
                arcs.push(first);
                arc -= first * 40;
            }
            arcs.push(arc);
            arc = 0;
        }
    }
    arcs.iter()
        .map(u64::to_string)
        .collect::<Vec<_>>()
        .join(".")
}
