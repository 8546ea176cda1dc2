//! The cleartext signature framework (RFC 9580, section 7), read as leniently and as strictly as Helm does.

use crate::armor;

const START: &[u8] = b"-----BEGIN PGP SIGNED MESSAGE-----";
const SIGNATURE: &[u8] = b"-----BEGIN PGP SIGNATURE-----";
const END: &[u8] = b"-----END PGP SIGNATURE-----";
/// The names the only header there may be can have.
const HASHES: [&str; 9] = [
    "MD5",
    "SHA1",
    "RIPEMD160",
    "SHA224",
    "SHA256",
    "SHA384",
    "SHA512",
    "SHA3-256",
    "SHA3-512",
];

/// A clear-signed text.
pub(crate) struct Cleartext {
    /// The text, with newlines between its lines.
    pub(crate) plain: Vec<u8>,
    /// The text as it was signed: with carriage returns and newlines between its lines.
    pub(crate) signed: Vec<u8>,
    /// The signature packets.
    pub(crate) signature: Vec<u8>,
}

/// Finds the first clear-signed text; what stands before it does not count. None when there is no whole one.
pub(crate) fn decode(data: &[u8]) -> Option<Cleartext> {
    let mut rest = begin(data)?;
    rest = headers(rest)?;
    let mut lines = Vec::new();
    let armored = loop {
        let (line, next) = split_line(rest);
        if line.is_empty() && next.is_empty() {
            return None;
        }
        if line == SIGNATURE {
            break rest;
        }
        let line = line.strip_prefix(b"- ").unwrap_or(line);
        lines.push(trim_end(line));
        rest = next;
    };
    let end = armor::find(armored, END)? + END.len();
    let block = armor::decode(&armored[..end]).ok()?;
    Some(Cleartext {
        plain: lines.join(&b"\n"[..]),
        signed: lines.join(&b"\r\n"[..]),
        signature: block.body,
    })
}

/// The text as it is signed, and as it is written before the signature.
pub(crate) fn encode(text: &str) -> (String, String) {
    let lines: Vec<_> = text
        .split('\n')
        .map(|line| line.trim_end_matches([' ', '\t', '\r']))
        .collect();
    let escaped: Vec<_> = lines
        .iter()
        .map(|line| {
            let escape = if line.starts_with('-') { "- " } else { "" };
            format!("{escape}{line}")
        })
        .collect();
    (lines.join("\r\n"), escaped.join("\n"))
}

/// What follows the line that begins a clear-signed text.
fn begin(data: &[u8]) -> Option<&[u8]> {
    let at = if data.starts_with(START) {
        0
    } else {
        let newline = [b"\n", START].concat();
        armor::find(data, &newline)? + 1
    };
    let (line, rest) = split_line(&data[at + START.len()..]);
    line.is_empty().then_some(rest)
}

/// What follows the headers and the empty line after them.
fn headers(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        if rest.is_empty() {
            return None;
        }
        let (line, next) = split_line(rest);
        rest = next;
        let line = std::str::from_utf8(line).ok()?;
        if line.trim().is_empty() {
            return Some(rest);
        }
        let (name, value) = line.split_once(':')?;
        let known = |hash: &str| HASHES.contains(&&*hash.trim().to_uppercase());
        if name.trim() != "Hash" || !value.split(',').all(known) {
            return None;
        }
    }
}

/// The first line without what ends it, and the rest.
fn split_line(data: &[u8]) -> (&[u8], &[u8]) {
    match armor::find(data, b"\n") {
        Some(at) => {
            let line = &data[..at];
            (line.strip_suffix(b"\r").unwrap_or(line), &data[at + 1..])
        }
        None => (data, &[]),
    }
}

fn trim_end(line: &[u8]) -> &[u8] {
    let end = line.iter().rposition(|byte| !b" \t".contains(byte));
    &line[..end.map_or(0, |at| at + 1)]
}
