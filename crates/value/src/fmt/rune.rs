//! Runes of byte strings, as Go decodes them.

/// The first rune of `bytes` and its length; an invalid byte is U+FFFD of length 1.
pub(crate) fn decode_rune(bytes: &[u8]) -> (char, usize) {
    match bytes.first() {
        None => (char::REPLACEMENT_CHARACTER, 0),
        Some(byte) if byte.is_ascii() => (char::from(*byte), 1),
        Some(_) => {
            let head = &bytes[..bytes.len().min(4)];
            let valid = match std::str::from_utf8(head) {
                Ok(text) => text,
                Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
            };
            valid.chars().next().map_or((char::REPLACEMENT_CHARACTER, 1), |c| (c, c.len_utf8()))
        }
    }
}

/// The number of runes, each invalid byte counted as one.
pub(crate) fn count_runes(bytes: &[u8]) -> usize {
    if bytes.is_ascii() {
        return bytes.len();
    }
    let mut rest = bytes;
    let mut count = 0;
    while !rest.is_empty() {
        rest = &rest[decode_rune(rest).1..];
        count += 1;
    }
    count
}
