//! Tokens: JSON Web Tokens signed with RSA and SHA-256, and no other algorithm whatever their header says.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use rustls_pki_types::SubjectPublicKeyInfoDer;
use rustls_pki_types::pem::PemObject as _;
use serde::Deserialize;
use serde_json::Value as Json;

/// The largest token that is looked at.
const MAX_TOKEN: usize = 16 * 1024;

#[derive(Deserialize)]
struct Header {
    alg: String,
}

/// What a token says of its bearer.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Claims {
    #[serde(default)]
    exp: Option<f64>,
    #[serde(default)]
    nbf: Option<f64>,
    /// Whose it is.
    #[serde(default)]
    pub(super) sub: Option<String>,
    /// Everything it says.
    #[serde(skip)]
    pub(super) all: Json,
}

impl Claims {
    /// The claim `access`: the rights. There are none in one of another form.
    pub(super) fn access(&self) -> Vec<Access> {
        let access = self.all.get("access").map(Vec::deserialize);
        access.and_then(Result::ok).unwrap_or_default()
    }
}

/// Rights on one repository.
#[derive(Debug, Deserialize)]
pub(super) struct Access {
    #[serde(default, rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) actions: Vec<String>,
}

/// Checks tokens against one key.
#[derive(Debug)]
pub(super) struct Verifier {
    key: UnparsedPublicKey<Vec<u8>>,
}

impl Verifier {
    /// From a PEM file with a section `PUBLIC KEY` or `RSA PUBLIC KEY`.
    pub(super) fn from_pem(pem: &[u8]) -> Result<Self, String> {
        let key = match SubjectPublicKeyInfoDer::from_pem_slice(pem) {
            Ok(info) => rsa_key_of(&info)
                .ok_or("it is not an RSA public key")?
                .to_vec(),
            Err(_) => bare_key(pem).ok_or("it holds no PUBLIC KEY")?,
        };
        Ok(Self {
            key: UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key),
        })
    }

    /// The claims of a token that is signed, in time, and of the right form.
    pub(super) fn verify(&self, token: &str, now: i64) -> Option<Claims> {
        if token.len() > MAX_TOKEN {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
        let header: Header = serde_json::from_slice(&decode(header)?).ok()?;
        if header.alg != "RS256" {
            return None;
        }
        self.key
            .verify(signed.as_bytes(), &decode(signature)?)
            .ok()?;
        let all: Json = serde_json::from_slice(&decode(claims)?).ok()?;
        let mut claims = Claims::deserialize(&all).ok()?;
        claims.all = all;
        #[expect(
            clippy::cast_precision_loss,
            reason = "seconds are far below the limit of exact integers"
        )]
        let now = now as f64;
        let in_time =
            claims.exp.is_none_or(|end| now < end) && claims.nbf.is_none_or(|begin| begin <= now);
        in_time.then_some(claims)
    }
}

/// The section `RSA PUBLIC KEY`, which holds the key without saying what it is.
fn bare_key(pem: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(pem).ok()?;
    let (_, rest) = text.split_once("-----BEGIN RSA PUBLIC KEY-----")?;
    let (content, _) = rest.split_once("-----END RSA PUBLIC KEY-----")?;
    let content: String = content.split_whitespace().collect();
    STANDARD.decode(content).ok()
}

/// The object identifier of RSA keys, with its DER header.
const RSA_OID: [u8; 11] = [6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1];

/// The RSA key in an envelope that says it is one.
fn rsa_key_of(info: &[u8]) -> Option<&[u8]> {
    let (outer, _) = der_content(info, 0x30)?;
    let (algorithm, rest) = der_content(outer, 0x30)?;
    if !algorithm.starts_with(&RSA_OID) {
        return None;
    }
    let (bits, _) = der_content(rest, 0x03)?;
    // The first byte counts unused bits.
    bits.strip_prefix(&[0])
}

/// The content of the first DER value, which has to have this tag, and what comes after it.
fn der_content(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = der.split_first()?;
    let (short, rest) = rest.split_first()?;
    if *first != tag {
        return None;
    }
    let (length, rest) = if *short < 0x80 {
        (usize::from(*short), rest)
    } else {
        let count = usize::from(*short & 0x7F);
        if count > 4 || rest.len() < count {
            return None;
        }
        let (digits, rest) = rest.split_at(count);
        (
            digits
                .iter()
                .fold(0, |length, digit| length << 8 | usize::from(*digit)),
            rest,
        )
    };
    (rest.len() >= length).then(|| rest.split_at(length))
}
