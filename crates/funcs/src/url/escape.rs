use steersman_value::fmt;

/// The part of a URL that a text belongs to; each has its own set of characters that need escaping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Path,
    Host,
    Zone,
    User,
    Fragment,
}

/// Whether `byte` stands for itself in the given part.
pub(super) fn is_plain(byte: u8, part: Part) -> bool {
    let in_host = matches!(part, Part::Host | Part::Zone);
    match byte {
        _ if byte.is_ascii_alphanumeric() || b"-._~$&+,;=".contains(&byte) => true,
        b'!' | b'(' | b')' | b'*' => in_host || part == Part::Fragment,
        b'"' | b'\'' | b'<' | b'>' | b'[' | b']' => in_host,
        b':' => part != Part::User,
        b'/' => matches!(part, Part::Path | Part::Fragment),
        b'@' => matches!(part, Part::Path | Part::Fragment),
        b'?' => part == Part::Fragment,
        _ => false,
    }
}

/// The text with `%XX` for everything that is not plain.
pub(super) fn escape(text: &[u8], part: Part) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for &byte in text {
        if is_plain(byte, part) {
            out.push(byte);
        } else {
            out.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    out
}

/// The text with each `%XX` replaced by its byte; the error is Go's text.
pub(super) fn unescape(text: &[u8], part: Part) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'%' {
            let decoded = decode(rest).filter(|decoded| may_be_escaped(*decoded, rest, part));
            let Some(decoded) = decoded else {
                let shown = fmt::quote(&rest[..rest.len().min(3)]);
                return Err(format!("invalid URL escape {shown}"));
            };
            out.push(decoded);
            rest = &rest[3..];
            continue;
        }
        if matches!(part, Part::Host | Part::Zone) && byte.is_ascii() && !is_plain(byte, part) {
            return Err(format!(
                "invalid character {} in host name",
                fmt::quote(&[byte])
            ));
        }
        out.push(byte);
        rest = after;
    }
    Ok(out)
}

/// The byte that the escape at the start of `text` stands for.
fn decode(text: &[u8]) -> Option<u8> {
    let digit = |index: usize| char::from(*text.get(index)?).to_digit(16);
    u8::try_from(digit(1)? * 16 + digit(2)?).ok()
}

/// Hosts may escape bytes outside ASCII and the percent sign only; zones also what they could hold anyway.
fn may_be_escaped(byte: u8, escape: &[u8], part: Part) -> bool {
    match part {
        Part::Host => byte >= 0x80 || escape.starts_with(b"%25"),
        Part::Zone => escape.starts_with(b"%25") || byte == b' ' || is_plain(byte, Part::Host),
        Part::Path | Part::User | Part::Fragment => true,
    }
}
