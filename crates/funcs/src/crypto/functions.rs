use std::net::IpAddr;

use steersman_value::{CallError, GoType, IntKind, Value, fmt};

use super::certificate::{self, Template};
use super::draws::Draws;
use super::key::PrivateKey;
use super::object::Certificate;
use super::parse_certificate::Issuer;
use super::{cipher, password, pem};
use crate::encoding::decode_base64;
use crate::entry::{Entry, Outcome};
use crate::{Options, args};

const STRING: GoType = GoType::String;
const INT: GoType = GoType::Int(IntKind::Int);
const LIST: GoType = GoType::AnyList;
const CERTIFICATE: GoType = GoType::Named("sprig.certificate");

/// How many steps slow functions count for: an RSA key of a certificate, and the hash of a password. What they take
/// has been measured beside plain steps.
const KEY: u64 = 500_000;
const HASH: u64 = 400_000;

/// The functions of this module.
pub(crate) const FUNCTIONS: &[Entry] = &[
    Entry::slow("bcrypt", &[STRING], |_| HASH, password::bcrypt),
    Entry::slow("htpasswd", &[STRING, STRING], |_| HASH, password::htpasswd),
    Entry::slow(
        "derivePassword",
        &[GoType::Int(IntKind::Uint32), STRING, STRING, STRING, STRING],
        |_| HASH,
        |_, args| password::derive_password(args),
    ),
    Entry::with_options("encryptAES", &[STRING, STRING], cipher::encrypt),
    Entry::pure("decryptAES", &[STRING, STRING], cipher::decrypt),
    Entry::slow("genPrivateKey", &[STRING], steps_of_key, gen_private_key),
    Entry::slow(
        "genCA",
        &[STRING, INT],
        |_| KEY,
        |options, args| {
            let template = template(options, args, &Shape::AUTHORITY)?;
            issue(&template, &new_key(options), None)
        },
    ),
    Entry::with_options("genCAWithKey", &[STRING, INT, STRING], |options, args| {
        let key = given_key(args, 2)?;
        issue(&template(options, args, &Shape::AUTHORITY)?, &key, None)
    }),
    Entry::slow(
        "genSelfSignedCert",
        &[STRING, LIST, LIST, INT],
        |_| KEY,
        |options, args| {
            let template = template(options, args, &Shape::LEAF)?;
            issue(&template, &new_key(options), None)
        },
    ),
    Entry::with_options(
        "genSelfSignedCertWithKey",
        &[STRING, LIST, LIST, INT, STRING],
        |options, args| {
            let key = given_key(args, 4)?;
            issue(&template(options, args, &Shape::LEAF)?, &key, None)
        },
    ),
    Entry::slow(
        "genSignedCert",
        &[STRING, LIST, LIST, INT, CERTIFICATE],
        |_| KEY,
        |options, args| {
            let (issuer, signer) = authority(args)?;
            let template = template(options, args, &Shape::LEAF)?;
            issue(&template, &new_key(options), Some((&issuer, &signer)))
        },
    ),
    Entry::with_options(
        "genSignedCertWithKey",
        &[STRING, LIST, LIST, INT, CERTIFICATE, STRING],
        |options, args| {
            let key = given_key(args, 5)?;
            let (issuer, signer) = authority(args)?;
            issue(
                &template(options, args, &Shape::LEAF)?,
                &key,
                Some((&issuer, &signer)),
            )
        },
    ),
    Entry::pure("buildCustomCert", &[STRING, STRING], build_custom_cert),
];

fn steps_of_key(args: &[Value]) -> u64 {
    match args::text(args, 0).map(|kind| &**kind) {
        Ok(b"" | b"rsa") => 6 * KEY,
        Ok(b"dsa") => 2 * KEY,
        _ => KEY / 100,
    }
}

fn gen_private_key(options: &Options, args: &[Value]) -> Outcome {
    let kind = args::text(args, 0)?;
    let key = PrivateKey::generate(kind, &mut Draws::new(&*options.env));
    Ok(match key {
        Some(key) => Value::str(key.to_pem()),
        None => Value::str([b"Unknown type ", &**kind].concat()),
    })
}

fn new_key(options: &Options) -> PrivateKey {
    PrivateKey::for_certificate(&mut Draws::new(&*options.env))
}

/// The key in the PEM text at `index`.
fn given_key(args: &[Value], index: usize) -> Result<PrivateKey, CallError> {
    PrivateKey::from_pem(args::text(args, index)?)
        .map_err(|reason| args::error(format!("parsing private key: {reason}")))
}

/// Where the arguments of a function that makes certificates stand.
struct Shape {
    is_authority: bool,
    names: bool,
    days: usize,
}

impl Shape {
    const AUTHORITY: Self = Self {
        is_authority: true,
        names: false,
        days: 1,
    };
    const LEAF: Self = Self {
        is_authority: false,
        names: true,
        days: 3,
    };
}

const DAY: i64 = 24 * 3600 * 1_000_000_000;

fn template(options: &Options, args: &[Value], shape: &Shape) -> Result<Template, CallError> {
    let (mut addresses, mut dns_names) = (Vec::new(), Vec::new());
    if shape.names {
        addresses = addresses_of(args, 1)?;
        dns_names = dns_names_of(args, 2)?;
    }
    let mut serial = [0; 16];
    options.env.fill_random(&mut serial);
    let now = options.env.now().unix_nanos;
    // Go's durations are nanoseconds of 64 bits and wrap around.
    let end = now + i128::from(args::integer(args, shape.days)?.wrapping_mul(DAY));
    let seconds = |nanos: i128| i64::try_from(nanos.div_euclid(1_000_000_000)).unwrap_or(i64::MAX);
    Ok(Template {
        common_name: args::text(args, 0)?.to_vec(),
        addresses,
        dns_names,
        not_before: seconds(now),
        not_after: seconds(end),
        serial,
        is_authority: shape.is_authority,
    })
}

fn addresses_of(args: &[Value], index: usize) -> Result<Vec<IpAddr>, CallError> {
    let list = args::list(args, index)?;
    let parse = |value: &Value| {
        let Value::Str(text) = value else {
            return Err(args::error(format!(
                "error parsing ip: {} is not a string",
                shown(value)
            )));
        };
        let address = text.to_str().and_then(|text| text.parse().ok());
        address.ok_or_else(|| args::error(format!("error parsing ip: {}", text.to_text())))
    };
    list.items().iter().map(parse).collect()
}

fn dns_names_of(args: &[Value], index: usize) -> Result<Vec<Vec<u8>>, CallError> {
    let list = args::list(args, index)?;
    let name = |value: &Value| {
        let Value::Str(text) = value else {
            let shown = shown(value);
            return Err(args::error(format!(
                "error processing alternate dns name: {shown} is not a string"
            )));
        };
        Ok(text.to_vec())
    };
    list.items().iter().map(name).collect()
}

fn shown(value: &Value) -> String {
    fmt::display(value).map_or_else(
        |error| error.to_string(),
        |text| args::lossy(&text).into_owned(),
    )
}

/// The certificate and key that sign, from the fifth argument.
fn authority(args: &[Value]) -> Result<(Issuer, PrivateKey), CallError> {
    let value = args::any(args, 4);
    let given = value
        .downcast::<Certificate>()
        .ok_or_else(|| args::mismatch("sprig.certificate", value))?;
    let block =
        pem::decode(&given.cert).ok_or_else(|| args::error("unable to decode certificate"))?;
    let issuer = Issuer::parse(&block.bytes).map_err(|reason| {
        args::error(format!(
            "error parsing certificate: decodedSignerCert.Bytes: {reason}"
        ))
    })?;
    let key = PrivateKey::from_pem(&given.key)
        .map_err(|reason| args::error(format!("error parsing private key: {reason}")))?;
    Ok((issuer, key))
}

/// The pair of a certificate for `key` and that key.
fn issue(template: &Template, key: &PrivateKey, issuer: Option<(&Issuer, &PrivateKey)>) -> Outcome {
    let bytes = template
        .sign(key, issuer)
        .map_err(|reason| args::error(format!("error creating certificate: {reason}")))?;
    let cert = pem::encode(certificate::LABEL, &bytes).into();
    Ok(Value::object(Certificate {
        cert,
        key: key.to_pem().into(),
    }))
}

/// Checks a certificate and a key that were made elsewhere, and passes them on.
fn build_custom_cert(args: &[Value]) -> Outcome {
    let decode = |index: usize, what: &str| {
        decode_base64(args::text(args, index)?)
            .map_err(|_| args::error(format!("unable to decode base64 {what}")))
    };
    let cert = decode(0, "certificate")?;
    let key = decode(1, "private key")?;
    let block = pem::decode(&cert).ok_or_else(|| args::error("unable to decode certificate"))?;
    Issuer::parse(&block.bytes).map_err(|reason| {
        args::error(format!(
            "error parsing certificate: decodedCert.Bytes: {reason}"
        ))
    })?;
    PrivateKey::from_pem(&key)
        .map_err(|reason| args::error(format!("error parsing private key: {reason}")))?;
    Ok(Value::object(Certificate {
        cert: cert.into(),
        key: key.into(),
    }))
}
