use std::borrow::Cow;

/// The text in double quotes, with TOML's escapes.
pub(super) fn append_quoted(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    for &byte in text {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            0x08 => out.extend_from_slice(b"\\b"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            0x0c => out.extend_from_slice(b"\\f"),
            b'\r' => out.extend_from_slice(b"\\r"),
            0..=0x1f | 0x7f => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

/// Whether the character may stand in a key without quotes.
pub(super) fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// One part of a key, in quotes where it needs them.
pub(super) fn key_text(key: &[u8]) -> Cow<'_, [u8]> {
    if !key.is_empty() && key.iter().all(|b| is_bare(*b)) {
        return Cow::Borrowed(key);
    }
    let mut quoted = Vec::with_capacity(key.len() + 2);
    append_quoted(&mut quoted, key);
    Cow::Owned(quoted)
}

/// All parts of a key with dots between them.
pub(super) fn dotted<K: AsRef<[u8]>>(parts: &[K]) -> Vec<u8> {
    let mut out = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            out.push(b'.');
        }
        out.extend_from_slice(&key_text(part.as_ref()));
    }
    out
}
