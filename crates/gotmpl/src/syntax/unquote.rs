//! The value of string and character constants (`strconv.Unquote`).

use std::borrow::Cow;

use steersman_value::unicode::decode_rune;

/// A constant that is not written as Go writes constants.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InvalidSyntax;

/// The value of a quoted or raw string with its quotes.
pub(crate) fn unquote(quoted: &[u8]) -> Result<Cow<'_, [u8]>, InvalidSyntax> {
    let [quote, inner @ .., _] = quoted else {
        return Err(InvalidSyntax);
    };
    if *quote == b'`' {
        if memchr::memchr(b'\r', inner).is_none() {
            return Ok(Cow::Borrowed(inner));
        }
        return Ok(inner
            .iter()
            .copied()
            .filter(|byte| *byte != b'\r')
            .collect());
    }
    if memchr::memchr(b'\\', inner).is_none() && std::str::from_utf8(inner).is_ok() {
        return Ok(Cow::Borrowed(inner));
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while !rest.is_empty() {
        let (unit, after) = unquote_unit(rest, *quote)?;
        match unit {
            Unit::Byte(byte) => out.push(byte),
            Unit::Char(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        rest = after;
    }
    Ok(Cow::Owned(out))
}

/// The value of a character constant with its quotes, or nothing when more than one character is inside.
pub(crate) fn unquote_char(quoted: &[u8]) -> Result<Option<u32>, InvalidSyntax> {
    let (unit, after) = unquote_unit(&quoted[1..], b'\'')?;
    let code = match unit {
        Unit::Byte(byte) => u32::from(byte),
        Unit::Char(c) => u32::from(c),
    };
    Ok((after == b"'").then_some(code))
}

enum Unit {
    /// A byte named by its number, which need not be UTF-8.
    Byte(u8),
    Char(char),
}

fn unquote_unit(text: &[u8], quote: u8) -> Result<(Unit, &[u8]), InvalidSyntax> {
    match text {
        [first, ..] if *first == quote => Err(InvalidSyntax),
        [b'\\', escape, rest @ ..] => unquote_escape(*escape, rest, quote),
        [] | [b'\\'] => Err(InvalidSyntax),
        _ => {
            let (c, width) = decode_rune(text);
            Ok((Unit::Char(c), &text[width..]))
        }
    }
}

fn unquote_escape(escape: u8, rest: &[u8], quote: u8) -> Result<(Unit, &[u8]), InvalidSyntax> {
    let byte = match escape {
        b'a' => 0x07,
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0b,
        b'\\' => b'\\',
        b'\'' | b'"' if escape == quote => escape,
        b'x' => {
            let (code, rest) = digits(rest, 2, 16)?;
            let byte = u8::try_from(code).map_err(|_| InvalidSyntax)?;
            return Ok((Unit::Byte(byte), rest));
        }
        b'u' | b'U' => {
            let (code, rest) = digits(rest, if escape == b'u' { 4 } else { 8 }, 16)?;
            return char::from_u32(code)
                .map(|c| (Unit::Char(c), rest))
                .ok_or(InvalidSyntax);
        }
        b'0'..=b'7' => {
            let (low, rest) = digits(rest, 2, 8)?;
            let byte =
                u8::try_from(u32::from(escape - b'0') * 64 + low).map_err(|_| InvalidSyntax)?;
            return Ok((Unit::Byte(byte), rest));
        }
        _ => return Err(InvalidSyntax),
    };
    Ok((Unit::Byte(byte), rest))
}

fn digits(text: &[u8], count: usize, base: u32) -> Result<(u32, &[u8]), InvalidSyntax> {
    let (head, rest) = text.split_at_checked(count).ok_or(InvalidSyntax)?;
    let mut code = 0_u32;
    for byte in head {
        let digit = char::from(*byte).to_digit(base).ok_or(InvalidSyntax)?;
        code = code
            .checked_mul(base)
            .and_then(|code| code.checked_add(digit))
            .ok_or(InvalidSyntax)?;
    }
    Ok((code, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings() {
        for (quoted, expected) in [
            (&br#""""#[..], Some(&b""[..])),
            (br#""a\tb\"c""#, Some(b"a\tb\"c")),
            (br#""\x41\101\u00e9\U0001F600""#, Some("AAé😀".as_bytes())),
            (br#""\xff\377""#, Some(b"\xff\xff")),
            (b"\"\xff\"", Some("\u{fffd}".as_bytes())),
            (b"`a\r\nb\\`", Some(b"a\nb\\")),
            (br#""\'""#, None),
            (br#""\400""#, None),
            (br#""\ud800""#, None),
            (br#""\x4""#, None),
            (br#""\q""#, None),
        ] {
            assert_eq!(
                unquote(quoted).ok().as_deref(),
                expected,
                "{}",
                quoted.escape_ascii()
            );
        }
    }

    #[test]
    fn characters() {
        for (quoted, expected) in [
            (&b"'a'"[..], Ok(Some(97))),
            (br"'\''", Ok(Some(39))),
            (br"'\xff'", Ok(Some(255))),
            ("'é'".as_bytes(), Ok(Some(233))),
            (b"'ab'", Ok(None)),
            (b"''", Err(InvalidSyntax)),
            (br#"'\"'"#, Err(InvalidSyntax)),
        ] {
            assert_eq!(unquote_char(quoted), expected, "{}", quoted.escape_ascii());
        }
    }
}
