//! Hashes of passwords, and passwords derived from a master password.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use steersman_value::Value;

use crate::entry::Outcome;
use crate::{Options, args};

/// The cost of a hash: 2¹⁰ rounds.
const BCRYPT_COST: u32 = 10;

/// The longest password that counts; Go refuses longer ones.
const BCRYPT_LIMIT: usize = 72;

pub(super) fn bcrypt(options: &Options, args: &[Value]) -> Outcome {
    Ok(Value::str(hash(options, args::text(args, 0)?)))
}

pub(super) fn htpasswd(options: &Options, args: &[Value]) -> Outcome {
    let (user, password) = (args::text(args, 0)?, args::text(args, 1)?);
    if user.contains(&b':') {
        return Ok(Value::str([b"invalid username: ", &**user].concat()));
    }
    Ok(Value::str(
        [user, &b":"[..], hash(options, password).as_bytes()].concat(),
    ))
}

/// The hash, or the text of what went wrong.
fn hash(options: &Options, password: &[u8]) -> String {
    if password.len() > BCRYPT_LIMIT {
        return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
            .into();
    }
    let mut salt = [0; 16];
    options.env.fill_random(&mut salt);
    match bcrypt::hash_with_salt(password, BCRYPT_COST, salt) {
        Ok(parts) => parts.format_for_version(bcrypt::Version::TwoA),
        Err(error) => format!("failed to encrypt string with bcrypt: {error}"),
    }
}

const SCOPE: &[u8] = b"com.lyndir.masterpassword";

/// The forms of a kind of password: each letter stands for a class of characters.
fn forms(kind: &[u8]) -> Option<&'static [&'static str]> {
    Some(match kind {
        b"maximum" => &["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        b"long" => &[
            "CvcvnoCvcvCvcv",
            "CvcvCvcvnoCvcv",
            "CvcvCvcvCvcvno",
            "CvccnoCvcvCvcv",
            "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno",
            "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv",
            "CvcvCvccCvcvno",
            "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc",
            "CvcvCvcvCvccno",
            "CvccnoCvccCvcv",
            "CvccCvccnoCvcv",
            "CvccCvccCvcvno",
            "CvcvnoCvccCvcc",
            "CvcvCvccnoCvcc",
            "CvcvCvccCvccno",
            "CvccnoCvcvCvcc",
            "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
        b"medium" => &["CvcnoCvc", "CvcCvcno"],
        b"short" => &["Cvcn"],
        b"basic" => &["aaanaaan", "aannaaan", "aaannaaa"],
        b"pin" => &["nnnn"],
        _ => return None,
    })
}

/// The characters that a letter of a form stands for.
fn class(letter: u8) -> &'static [u8] {
    match letter {
        b'C' => b"BCDFGHJKLMNPQRSTVWXYZ",
        b'v' => b"aeiou",
        b'c' => b"bcdfghjklmnpqrstvwxyz",
        b'a' => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        b'n' => b"0123456789",
        b'o' => b"@&%?,=[]_:-+*$#!'^~;()/.",
        _ => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    }
}

/// Version 0 of the Master Password algorithm, with lengths in bytes.
pub(super) fn derive_password(args: &[Value]) -> Outcome {
    let counter = args::integer(args, 0)?;
    let (kind, password) = (args::text(args, 1)?, args::text(args, 2)?);
    let (user, site) = (args::text(args, 3)?, args::text(args, 4)?);
    let Some(forms) = forms(kind) else {
        return Ok(Value::str(
            [b"cannot find password template ", &**kind].concat(),
        ));
    };
    let length = |text: &[u8]| u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes();
    let salt = [SCOPE, &length(user), user].concat();
    let mut key = [0; 64];
    let derived = scrypt::Params::new(15, 8, 2)
        .map_err(|error| error.to_string())
        .and_then(|params| {
            scrypt::scrypt(password, &salt, &params, &mut key).map_err(|error| error.to_string())
        });
    let mac = derived
        .and_then(|()| Hmac::<Sha256>::new_from_slice(&key).map_err(|error| error.to_string()));
    let mut mac = match mac {
        Ok(mac) => mac,
        Err(error) => return Ok(Value::str(format!("failed to derive password: {error}"))),
    };
    let counter = u32::try_from(counter).unwrap_or(u32::MAX);
    mac.update(&[SCOPE, &length(site), site, &counter.to_be_bytes()].concat());
    let seed = mac.finalize().into_bytes();
    let form = forms[usize::from(seed[0]) % forms.len()];
    let chosen = form.bytes().zip(&seed[1..]).map(|(letter, byte)| {
        let class = class(letter);
        class[usize::from(*byte) % class.len()]
    });
    Ok(Value::str(chosen.collect::<Vec<u8>>()))
}
