//! Runes of byte strings, as Go decodes them.

/// The first rune of `bytes` and its length; an invalid byte is U+FFFD of length 1.
pub fn decode_rune(bytes: &[u8]) -> (char, usize) {
    match bytes.first() {
        None => (char::REPLACEMENT_CHARACTER, 0),
        Some(byte) if byte.is_ascii() => (char::from(*byte), 1),
        Some(_) => {
            let head = &bytes[..bytes.len().min(4)];
            let valid = match std::str::from_utf8(head) {
                Ok(text) => text,
                Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
            };
            valid
                .chars()
                .next()
                .map_or((char::REPLACEMENT_CHARACTER, 1), |c| (c, c.len_utf8()))
        }
    }
}

/// The runes of `bytes`, each with the bytes it was read from.
pub fn runes(bytes: &[u8]) -> impl Iterator<Item = (char, &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (c, size) = decode_rune(rest);
        let (read, after) = rest.split_at(size);
        rest = after;
        (size > 0).then_some((c, read))
    })
}

/// The number of runes, each invalid byte counted as one.
pub fn count_runes(bytes: &[u8]) -> usize {
    if bytes.is_ascii() {
        bytes.len()
    } else {
        runes(bytes).count()
    }
}

/// Appends the UTF-8 form of `c`.
pub fn push_rune(out: &mut Vec<u8>, c: char) {
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// `text` with every rune replaced by what `change` returns; invalid bytes become U+FFFD, as in Go's `strings.Map`.
pub fn map_runes(text: &[u8], change: impl Fn(char) -> char) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for (c, _) in runes(text) {
        push_rune(&mut out, change(c));
    }
    out
}
