//! Standard base64 as Go's `encoding/base64` reads and go-yaml writes it.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// How many characters go-yaml writes on a line.
const LINE: usize = 70;

/// The data of padded base64 text; line breaks in it do not count.
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let chars: Vec<u8> = text
        .iter()
        .copied()
        .filter(|byte| !matches!(byte, b'\r' | b'\n'))
        .collect();
    if !chars.len().is_multiple_of(4) {
        return None;
    }
    let mut out = Vec::with_capacity(chars.len() / 4 * 3);
    let mut groups = chars.chunks_exact(4).peekable();
    while let Some(group) = groups.next() {
        let padding = group.iter().rev().take_while(|&&byte| byte == b'=').count();
        if padding > 2 || padding > 0 && groups.peek().is_some() {
            return None;
        }
        let mut bits: u32 = 0;
        for &byte in &group[..4 - padding] {
            bits = bits << 6 | digit(byte)?;
        }
        bits <<= 6 * padding;
        out.extend_from_slice(&bits.to_be_bytes()[1..4 - padding]);
    }
    Some(out)
}

fn digit(byte: u8) -> Option<u32> {
    ALPHABET
        .iter()
        .position(|&known| known == byte)
        .and_then(|place| u32::try_from(place).ok())
}

/// Base64 text of `data`, on one line.
pub(crate) fn encode(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len().div_ceil(3) * 4);
    for group in data.chunks(3) {
        let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            if place <= group.len() {
                out.push(ALPHABET[(bits >> (18 - 6 * place) & 63) as usize]);
            } else {
                out.push(b'=');
            }
        }
    }
    out
}

/// Base64 text of `data` on lines of 70 characters, when it needs more than one.
pub(crate) fn encode_lines(data: &[u8]) -> Vec<u8> {
    let text = encode(data);
    if text.len() < LINE {
        return text;
    }
    let mut out = Vec::with_capacity(text.len() + text.len() / LINE + 1);
    for line in text.chunks(LINE) {
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for data in [&b""[..], b"a", b"ab", b"abc", b"\xFF\x00\x80x"] {
            assert_eq!(decode(&encode(data)).as_deref(), Some(data));
        }
        assert_eq!(decode(b"aGk="), Some(b"hi".to_vec()));
        assert_eq!(decode(b"aG\nk="), Some(b"hi".to_vec()));
        assert_eq!(decode(b"aGk"), None);
        assert_eq!(decode(b"a==="), None);
        assert_eq!(decode(b"aGk=aGk="), None);
    }
}
