//! What has to be known of a certificate to sign with it.

use super::der::{self, Element, Reader};
use super::key::{EC_PUBLIC_KEY, ED25519, RSA_ENCRYPTION, oid_text};

const SUBJECT_KEY_ID: &[u8] = &[0x55, 0x1d, 0x0e];

/// A certificate that signs others.
#[derive(Debug)]
pub(super) struct Issuer {
    /// The subject, as DER.
    pub(super) subject: Vec<u8>,
    /// The identifier of its key; empty when it has none.
    pub(super) key_id: Vec<u8>,
    /// Its key, when the algorithm is known.
    key: Option<PublicKey>,
}

/// The algorithm of a key, as DER, and its bits.
#[derive(Debug)]
struct PublicKey {
    algorithm: Vec<u8>,
    bits: Vec<u8>,
}

impl Issuer {
    /// Whether the certificate is known to be for another key.
    pub(super) fn has_other_key(&self, algorithm: &[u8], bits: &[u8]) -> bool {
        self.key
            .as_ref()
            .is_some_and(|key| (&*key.algorithm, &*key.bits) != (algorithm, bits))
    }

    /// Reads a certificate; the error is that of Go's `x509.ParseCertificate`.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let mut input = Reader::new(bytes);
        let mut certificate = sequence(&mut input, "malformed certificate")?;
        let mut content = sequence(&mut certificate, "malformed tbs certificate")?;
        let version = version(&mut content)?;
        let serial = content
            .integer("")
            .map_err(|_| malformed("malformed serial number"))?;
        if serial.is_none() {
            return Err(malformed("negative serial number"));
        }
        let inner = content.expect(der::SEQUENCE, "");
        let inner = inner.map_err(|_| malformed("malformed signature algorithm identifier"))?;
        let outer = certificate.expect(der::SEQUENCE, "");
        let outer = outer.map_err(|_| malformed("malformed algorithm identifier"))?;
        if inner.content != outer.content {
            return Err(malformed(
                "inner and outer signature algorithm identifiers don't match",
            ));
        }
        check_algorithm(inner.content)?;
        name(&mut content)?;
        let mut validity = sequence(&mut content, "malformed validity")?;
        check_time(&mut validity)?;
        check_time(&mut validity)?;
        let subject = name(&mut content)?.whole.to_vec();
        let key = public_key(&mut content)?;
        let key_id = if version == 3 {
            extensions(&mut content)?
        } else {
            Vec::new()
        };
        certificate
            .expect(der::BIT_STRING, "")
            .map_err(|_| malformed("malformed signature"))?;
        if !input.is_empty() {
            return Err(malformed("trailing data"));
        }
        Ok(Self {
            subject,
            key_id,
            key,
        })
    }
}

fn malformed(reason: &str) -> String {
    format!("x509: {reason}")
}

fn sequence<'d>(reader: &mut Reader<'d>, reason: &str) -> Result<Reader<'d>, String> {
    reader.sequence("").map_err(|_| malformed(reason))
}

fn version(content: &mut Reader<'_>) -> Result<i64, String> {
    let wrapped = content
        .optional(der::explicit(0))
        .map_err(|_| malformed("malformed version"))?;
    let Some(wrapped) = wrapped else { return Ok(1) };
    match Reader::new(wrapped.content).small_integer() {
        Ok(version @ 0..=2) => Ok(version + 1),
        Ok(0..) => Err(malformed("invalid version")),
        _ => Err(malformed("malformed version")),
    }
}

fn check_algorithm(content: &[u8]) -> Result<(), String> {
    let mut reader = Reader::new(content);
    reader
        .expect(der::OID, "")
        .map_err(|_| malformed("malformed OID"))?;
    if !reader.is_empty() {
        reader
            .any()
            .map_err(|_| malformed("malformed parameters"))?;
    }
    Ok(())
}

fn check_time(validity: &mut Reader<'_>) -> Result<(), String> {
    match validity.peek() {
        Some(der::UTC_TIME) => validity
            .any()
            .map(|_| ())
            .map_err(|_| malformed("malformed UTCTime")),
        Some(der::GENERALIZED_TIME) => validity
            .any()
            .map(|_| ())
            .map_err(|_| malformed("malformed GeneralizedTime")),
        _ => Err(malformed("unsupported time format")),
    }
}

/// Reads a name of issuer or subject.
fn name<'d>(content: &mut Reader<'d>) -> Result<Element<'d>, String> {
    let element = content
        .expect(der::SEQUENCE, "")
        .map_err(|_| malformed("malformed issuer"))?;
    let mut sets = Reader::new(element.content);
    while !sets.is_empty() {
        let set = sets
            .expect(der::SET, "")
            .map_err(|_| malformed("invalid RDNSequence"))?;
        let mut attributes = Reader::new(set.content);
        while !attributes.is_empty() {
            let mut attribute =
                sequence(&mut attributes, "invalid RDNSequence: invalid attribute")?;
            let kind = attribute.expect(der::OID, "");
            kind.map_err(|_| malformed("invalid RDNSequence: invalid attribute type"))?;
            attribute
                .any()
                .map_err(|_| malformed("invalid RDNSequence: invalid attribute value"))?;
        }
    }
    Ok(element)
}

/// The key, when its algorithm is one that can sign.
fn public_key(content: &mut Reader<'_>) -> Result<Option<PublicKey>, String> {
    let mut info = sequence(content, "malformed spki")?;
    let algorithm = info.expect(der::SEQUENCE, "");
    let algorithm =
        algorithm.map_err(|_| malformed("malformed public key algorithm identifier"))?;
    check_algorithm(algorithm.content)?;
    let bits = info
        .expect(der::BIT_STRING, "")
        .map_err(|_| malformed("malformed subjectPublicKey"))?;
    let Some((_, bits)) = bits.content.split_first() else {
        return Err(malformed("malformed subjectPublicKey"));
    };
    let oid = Reader::new(algorithm.content)
        .expect(der::OID, "")
        .map_err(|_| malformed("malformed OID"))?;
    let known = matches!(oid.content, RSA_ENCRYPTION | EC_PUBLIC_KEY | ED25519);
    Ok(known.then(|| PublicKey {
        algorithm: algorithm.whole.to_vec(),
        bits: bits.to_vec(),
    }))
}

/// The identifier of the key among the extensions.
fn extensions(content: &mut Reader<'_>) -> Result<Vec<u8>, String> {
    for number in [1, 2] {
        content
            .optional(der::implicit(number))
            .map_err(|_| malformed("malformed issuerUniqueID"))?;
    }
    let wrapped = content
        .optional(der::explicit(3))
        .map_err(|_| malformed("malformed extensions"))?;
    let Some(wrapped) = wrapped else {
        return Ok(Vec::new());
    };
    let mut list = sequence(&mut Reader::new(wrapped.content), "malformed extensions")?;
    let mut seen: Vec<&[u8]> = Vec::new();
    let mut key_id = Vec::new();
    while !list.is_empty() {
        let mut fields = sequence(&mut list, "malformed extension")?;
        let oid = fields
            .expect(der::OID, "")
            .map_err(|_| malformed("malformed extension OID field"))?
            .content;
        let critical = fields
            .optional(der::BOOLEAN)
            .map_err(|_| malformed("malformed extension critical field"))?;
        let value = fields.expect(der::OCTET_STRING, "");
        let value = value
            .map_err(|_| malformed("malformed extension value field"))?
            .content;
        if seen.contains(&oid) {
            let text = oid_text(oid);
            return Err(malformed(&format!(
                "certificate contains duplicate extension with OID \"{text}\""
            )));
        }
        seen.push(oid);
        if oid == SUBJECT_KEY_ID {
            if critical.is_some_and(|critical| critical.content == [0xff]) {
                return Err(malformed(
                    "subject key identifier incorrectly marked critical",
                ));
            }
            let id = Reader::new(value).expect(der::OCTET_STRING, "");
            key_id = id
                .map_err(|_| malformed("invalid subject key identifier"))?
                .content
                .to_vec();
        }
    }
    Ok(key_id)
}
