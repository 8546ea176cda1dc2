//! X.509 certificates as Go makes them from Sprig's templates.

use std::net::IpAddr;

use sha2::{Digest as _, Sha256};
use steersman_value::fmt;

use super::der;
use super::key::PrivateKey;
use super::parse_certificate::Issuer;
use crate::date::{Civil, civil_of};

const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const SUBJECT_KEY_ID: &[u8] = &[0x55, 0x1d, 0x0e];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
const AUTHORITY_KEY_ID: &[u8] = &[0x55, 0x1d, 0x23];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
const SERVER_AUTH: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];
const CLIENT_AUTH: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02];

/// The name of a block that holds a certificate.
pub(super) const LABEL: &str = "CERTIFICATE";

/// What a certificate is to say.
#[derive(Debug)]
pub(super) struct Template {
    pub(super) common_name: Vec<u8>,
    pub(super) addresses: Vec<IpAddr>,
    pub(super) dns_names: Vec<Vec<u8>>,
    /// Unix seconds.
    pub(super) not_before: i64,
    /// Unix seconds.
    pub(super) not_after: i64,
    pub(super) serial: [u8; 16],
    pub(super) is_authority: bool,
}

impl Template {
    /// The certificate of `key`, signed by `issuer` or by itself, as DER; the error is Go's text.
    pub(super) fn sign(
        &self,
        key: &PrivateKey,
        issuer: Option<(&Issuer, &PrivateKey)>,
    ) -> Result<Vec<u8>, String> {
        let signer = issuer.map_or(key, |(_, signer)| signer);
        let Some((signer_algorithm, signer_bits)) = signer.public_info() else {
            return Err("x509: certificate private key does not implement crypto.Signer".into());
        };
        let (key_algorithm, key_bits) = key
            .public_info()
            .ok_or("x509: unsupported public key type: *dsa.PublicKey")?;
        let subject = self.subject()?;
        if let Some((issuer, _)) = issuer
            && issuer.has_other_key(&signer_algorithm, &signer_bits)
        {
            return Err("x509: provided PrivateKey doesn't match parent's PublicKey".into());
        }
        let issuer_name = issuer.map_or(&subject, |(issuer, _)| &issuer.subject);
        let authority = issuer
            .map(|(issuer, _)| &issuer.key_id[..])
            .filter(|id| !id.is_empty() && *issuer_name != subject);
        let extensions = self.extensions(&key_bits, authority)?;
        let algorithm = signer.signature_algorithm();
        let content = der::element(
            der::SEQUENCE,
            &[
                &der::element(der::explicit(0), &[&der::unsigned(&[2])]),
                &der::unsigned(&self.serial),
                &algorithm,
                issuer_name,
                &der::element(
                    der::SEQUENCE,
                    &[&time(self.not_before)?, &time(self.not_after)?],
                ),
                &subject,
                &der::element(
                    der::SEQUENCE,
                    &[&key_algorithm, &der::bit_string(0, &key_bits)],
                ),
                &der::element(
                    der::explicit(3),
                    &[&der::element(der::SEQUENCE, &[&extensions])],
                ),
            ],
        );
        let signature = signer.sign(&content);
        Ok(der::element(
            der::SEQUENCE,
            &[&content, &algorithm, &der::bit_string(0, &signature)],
        ))
    }

    /// The name of the subject, of its common name only.
    fn subject(&self) -> Result<Vec<u8>, String> {
        if self.common_name.is_empty() {
            return Ok(der::element(der::SEQUENCE, &[]));
        }
        if std::str::from_utf8(&self.common_name).is_err() {
            return Err("asn1: string not valid UTF-8".into());
        }
        let printable = |b: &u8| b.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(b);
        let is_printable = self.common_name.iter().all(printable);
        let tag = if is_printable {
            der::PRINTABLE_STRING
        } else {
            der::UTF8_STRING
        };
        let text = der::element(tag, &[&self.common_name]);
        let attribute = der::element(
            der::SEQUENCE,
            &[&der::element(der::OID, &[COMMON_NAME]), &text],
        );
        Ok(der::element(
            der::SEQUENCE,
            &[&der::element(der::SET, &[&attribute])],
        ))
    }

    /// The extensions, in the order in which Go writes them.
    fn extensions(&self, key_bits: &[u8], authority: Option<&[u8]>) -> Result<Vec<u8>, String> {
        // Signatures and key encipherment; an authority signs certificates too.
        let usage = if self.is_authority {
            der::bit_string(2, &[0xa4])
        } else {
            der::bit_string(5, &[0xa0])
        };
        let purposes = [SERVER_AUTH, CLIENT_AUTH]
            .map(|oid| der::element(der::OID, &[oid]))
            .concat();
        let constraints = if self.is_authority {
            der::element(der::BOOLEAN, &[&[0xff]])
        } else {
            Vec::new()
        };
        let mut out = extension(KEY_USAGE, true, &usage);
        out.extend(extension(
            EXTENDED_KEY_USAGE,
            false,
            &der::element(der::SEQUENCE, &[&purposes]),
        ));
        out.extend(extension(
            BASIC_CONSTRAINTS,
            true,
            &der::element(der::SEQUENCE, &[&constraints]),
        ));
        if self.is_authority {
            let digest = Sha256::digest(key_bits);
            out.extend(extension(
                SUBJECT_KEY_ID,
                false,
                &der::element(der::OCTET_STRING, &[&digest[..20]]),
            ));
        }
        if let Some(id) = authority {
            let id = der::element(der::implicit(0), &[id]);
            out.extend(extension(
                AUTHORITY_KEY_ID,
                false,
                &der::element(der::SEQUENCE, &[&id]),
            ));
        }
        if !self.dns_names.is_empty() || !self.addresses.is_empty() {
            let names = self.alternative_names()?;
            out.extend(extension(
                SUBJECT_ALT_NAME,
                self.common_name.is_empty(),
                &names,
            ));
        }
        Ok(out)
    }

    fn alternative_names(&self) -> Result<Vec<u8>, String> {
        let mut names = Vec::new();
        for name in &self.dns_names {
            if !name.is_ascii() {
                return Err(format!(
                    "x509: {} cannot be encoded as an IA5String",
                    fmt::quote(name)
                ));
            }
            names.extend(der::element(der::implicit(2), &[name]));
        }
        for address in &self.addresses {
            names.extend(match address.to_canonical() {
                IpAddr::V4(address) => der::element(der::implicit(7), &[&address.octets()]),
                IpAddr::V6(address) => der::element(der::implicit(7), &[&address.octets()]),
            });
        }
        Ok(der::element(der::SEQUENCE, &[&names]))
    }
}

fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical {
        der::element(der::BOOLEAN, &[&[0xff]])
    } else {
        Vec::new()
    };
    let value = der::element(der::OCTET_STRING, &[value]);
    der::element(
        der::SEQUENCE,
        &[&der::element(der::OID, &[oid]), &critical, &value],
    )
}

/// A moment, with two digits for the years that these suffice for.
fn time(seconds: i64) -> Result<Vec<u8>, String> {
    let Civil {
        year,
        month,
        day,
        hour,
        minute,
        second,
        ..
    } = civil_of(seconds);
    let rest = format!("{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    match year {
        1950..=2049 => Ok(der::element(
            der::UTC_TIME,
            &[format!("{:02}{rest}", year % 100).as_bytes()],
        )),
        0..=9999 => Ok(der::element(
            der::GENERALIZED_TIME,
            &[format!("{year:04}{rest}").as_bytes()],
        )),
        _ => Err("asn1: structure error: cannot represent time as GeneralizedTime".into()),
    }
}
