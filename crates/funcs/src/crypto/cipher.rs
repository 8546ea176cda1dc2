//! AES-256 in CBC mode, as Sprig uses it.

use aes::Aes256;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cbc::cipher::block_padding::{NoPadding, Pkcs7};
use cbc::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _};
use steersman_value::Value;

use crate::encoding::decode_base64;
use crate::entry::Outcome;
use crate::{Options, args};

const BLOCK: usize = 16;

/// The password, cut or padded with zeros to the length of a key.
fn key_of(password: &[u8]) -> [u8; 32] {
    let mut key = [0; 32];
    for (byte, given) in key.iter_mut().zip(password) {
        *byte = *given;
    }
    key
}

pub(super) fn encrypt(options: &Options, args: &[Value]) -> Outcome {
    let (password, text) = (args::text(args, 0)?, args::text(args, 1)?);
    if text.is_empty() {
        return Ok(Value::str(""));
    }
    let mut iv = [0; BLOCK];
    options.env.fill_random(&mut iv);
    let encryptor = cbc::Encryptor::<Aes256>::new(&key_of(password).into(), &iv.into());
    let encrypted = encryptor.encrypt_padded_vec::<Pkcs7>(text);
    Ok(Value::str(STANDARD.encode([&iv[..], &encrypted].concat())))
}

pub(super) fn decrypt(args: &[Value]) -> Outcome {
    let (password, text) = (args::text(args, 0)?, args::text(args, 1)?);
    if text.is_empty() {
        return Ok(Value::str(""));
    }
    let bytes = decode_base64(text)
        .map_err(|at| args::error(format!("illegal base64 data at input byte {at}")))?;
    let Some((iv, encrypted)) = bytes.split_first_chunk::<BLOCK>() else {
        let room = go_capacity(text, bytes.len());
        return Err(args::panic(format!(
            "runtime error: slice bounds out of range [:{BLOCK}] with capacity {room}"
        )));
    };
    if encrypted.len() % BLOCK != 0 {
        return Err(args::panic("crypto/cipher: input not full blocks"));
    }
    let decryptor = cbc::Decryptor::<Aes256>::new(&key_of(password).into(), iv.into());
    let mut plain = decryptor
        .decrypt_padded_vec::<NoPadding>(encrypted)
        .unwrap_or_default();
    let Some(&padding) = plain.last() else {
        return Err(args::panic("runtime error: index out of range [-1]"));
    };
    // Go does not look at the padding but for its length.
    let length = i64::try_from(plain.len()).unwrap_or(i64::MAX) - i64::from(padding);
    let Ok(length) = usize::try_from(length) else {
        return Err(args::panic(format!(
            "runtime error: slice bounds out of range [:{length}]"
        )));
    };
    plain.truncate(length);
    Ok(Value::str(plain))
}

/// The room that Go allots for decoded text; a slice may reach into it.
fn go_capacity(text: &[u8], decoded: usize) -> usize {
    (text.len() / 4 * 3).max(decoded)
}
