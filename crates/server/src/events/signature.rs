use ring::hmac;

use crate::random::hex;

/// The content of the header that says that a message is ours: `sha256=` and the HMAC in hexadecimal digits.
pub(super) fn signature(secret: &str, message: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    format!("sha256={}", hex(hmac::sign(&key, message).as_ref()))
}

#[cfg(test)]
mod tests {
    use super::signature;

    #[test]
    fn is_that_of_rfc_4231() {
        assert_eq!(
            signature("Jefe", b"what do ya want for nothing?"),
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
