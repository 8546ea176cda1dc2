//! What a plain scalar means: the rules of go-yaml v2 (YAML 1.1 without base-60 numbers).

use std::borrow::Cow;

use crate::timestamp::is_timestamp;

/// The meaning of a scalar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Meaning {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    /// A date, or date and time; it is kept as a string.
    Timestamp,
    Str,
}

impl Meaning {
    /// The short form of the tag.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Null => "!!null",
            Self::Bool(_) => "!!bool",
            Self::Int(_) | Self::Uint(_) => "!!int",
            Self::Float(_) => "!!float",
            Self::Timestamp => "!!timestamp",
            Self::Str => "!!str",
        }
    }
}

/// What a plain scalar means. Dates and times are looked for when `timestamps` is set.
pub(crate) fn resolve(text: &[u8], timestamps: bool) -> Meaning {
    let Some(&first) = text.first() else {
        return Meaning::Null;
    };
    match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => word(text),
        b'.' => special_float(text).unwrap_or_else(|| dot_float(text)),
        b'+' | b'-' => special_float(text).unwrap_or_else(|| number(text, timestamps)),
        b'0'..=b'9' => number(text, timestamps),
        _ => Meaning::Str,
    }
}

fn word(text: &[u8]) -> Meaning {
    match text {
        b"y" | b"Y" | b"yes" | b"Yes" | b"YES" | b"true" | b"True" | b"TRUE" | b"on" | b"On"
        | b"ON" => Meaning::Bool(true),
        b"n" | b"N" | b"no" | b"No" | b"NO" | b"false" | b"False" | b"FALSE" | b"off" | b"Off"
        | b"OFF" => Meaning::Bool(false),
        b"~" | b"null" | b"Null" | b"NULL" => Meaning::Null,
        _ => Meaning::Str,
    }
}

fn special_float(text: &[u8]) -> Option<Meaning> {
    Some(Meaning::Float(match text {
        b".nan" | b".NaN" | b".NAN" => f64::NAN,
        b".inf" | b".Inf" | b".INF" | b"+.inf" | b"+.Inf" | b"+.INF" => f64::INFINITY,
        b"-.inf" | b"-.Inf" | b"-.INF" => f64::NEG_INFINITY,
        _ => return None,
    }))
}

/// A number that begins with a dot; Go lets underscores separate its digits.
fn dot_float(text: &[u8]) -> Meaning {
    let separated = text.windows(3).all(|around| {
        around[1] != b'_' || around[0].is_ascii_digit() && around[2].is_ascii_digit()
    });
    let digits = without_underscores(text);
    if !separated || text.ends_with(b"_") || !is_decimal(&digits) {
        return Meaning::Str;
    }
    parse_float(&digits).map_or(Meaning::Str, Meaning::Float)
}

fn number(text: &[u8], timestamps: bool) -> Meaning {
    if let Some(small) = small_int(text) {
        return Meaning::Int(small);
    }
    if timestamps && is_timestamp(text) {
        return Meaning::Timestamp;
    }
    let digits = without_underscores(text);
    if let Some(meaning) = integer(&digits) {
        return meaning;
    }
    if is_decimal(&digits) {
        return parse_float(&digits).map_or(Meaning::Str, Meaning::Float);
    }
    Meaning::Str
}

/// A decimal number of a few digits, which is what most numbers are.
fn small_int(text: &[u8]) -> Option<i64> {
    if text.len() > 15 || text.len() > 1 && !(b'1'..=b'9').contains(&text[0]) {
        return None;
    }
    text.iter().try_fold(0, |value, byte| {
        byte.is_ascii_digit()
            .then(|| value * 10 + i64::from(byte - b'0'))
    })
}

fn without_underscores(text: &[u8]) -> Cow<'_, [u8]> {
    if text.contains(&b'_') {
        text.iter().copied().filter(|&byte| byte != b'_').collect()
    } else {
        Cow::Borrowed(text)
    }
}

/// An integer as Go's `ParseInt` and `ParseUint` read it with base 0.
fn integer(text: &[u8]) -> Option<Meaning> {
    let (negative, signed, rest) = match text.split_first()? {
        (b'-', rest) => (true, true, rest),
        (b'+', rest) => (false, true, rest),
        _ => (false, false, text),
    };
    let (base, digits) = match rest {
        [b'0', b'x' | b'X', digits @ ..] => (16, digits),
        [b'0', b'o' | b'O', digits @ ..] => (8, digits),
        [b'0', b'b' | b'B', digits @ ..] => (2, digits),
        [b'0', digits @ ..] if !digits.is_empty() => (8, digits),
        digits => (10, digits),
    };
    if digits.is_empty() {
        return None;
    }
    let magnitude = digits.iter().try_fold(0_u64, |value, &byte| {
        let digit = char::from(byte).to_digit(base)?;
        value
            .checked_mul(u64::from(base))?
            .checked_add(u64::from(digit))
    })?;
    match i64::try_from(magnitude) {
        Ok(value) => Some(Meaning::Int(if negative { -value } else { value })),
        Err(_) if negative && magnitude == i64::MIN.unsigned_abs() => Some(Meaning::Int(i64::MIN)),
        Err(_) if signed => None,
        Err(_) => Some(Meaning::Uint(magnitude)),
    }
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_decimal(text: &[u8]) -> bool {
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut rest = strip_sign(text);
    let whole = digits(rest);
    rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let len = digits(fraction);
        if whole + len == 0 {
            return false;
        }
        rest = &fraction[len..];
    } else if whole == 0 {
        return false;
    }
    let Some(exponent) = rest.strip_prefix(b"e").or_else(|| rest.strip_prefix(b"E")) else {
        return rest.is_empty();
    };
    let exponent = strip_sign(exponent);
    !exponent.is_empty() && digits(exponent) == exponent.len()
}

fn strip_sign(text: &[u8]) -> &[u8] {
    match text {
        [b'-' | b'+', rest @ ..] => rest,
        _ => text,
    }
}

/// The number, unless it is too large for a `float64`.
fn parse_float(text: &[u8]) -> Option<f64> {
    let value: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    value.is_finite().then_some(value)
}

/// Whether `text` looks like a base-60 number of YAML 1.1, which other readers may take for a number:
/// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`
pub(crate) fn is_base60(text: &[u8]) -> bool {
    let rest = strip_sign(text);
    if !rest.first().is_some_and(u8::is_ascii_digit) || !text.contains(&b':') {
        return false;
    }
    let (sixties, fraction) = match rest.iter().position(|&byte| byte == b'.') {
        Some(dot) => (&rest[..dot], &rest[dot + 1..]),
        None => (rest, &rest[..0]),
    };
    let mut parts = sixties.split(|&byte| byte == b':');
    let head = parts.next().unwrap_or_default();
    let is_digit = |byte: &u8| byte.is_ascii_digit() || *byte == b'_';
    head.iter().all(is_digit)
        && fraction.iter().all(is_digit)
        && parts.all(|part| {
            matches!(part, [digit] if digit.is_ascii_digit())
                || matches!(part, [b'0'..=b'5', digit] if digit.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, meaning: Meaning) {
        assert_eq!(resolve(text.as_bytes(), true), meaning, "{text}");
    }

    #[test]
    fn numbers() {
        check("017", Meaning::Int(15));
        check("0o17", Meaning::Int(15));
        check("08", Meaning::Float(8.0));
        check("-0b11", Meaning::Int(-3));
        check("0x_1F", Meaning::Int(31));
        check("1__0", Meaning::Int(10));
        check("-_1", Meaning::Int(-1));
        check("_1", Meaning::Str);
        check("+5", Meaning::Int(5));
        check("18446744073709551615", Meaning::Uint(u64::MAX));
        check(
            "18446744073709551616",
            Meaning::Float(18_446_744_073_709_551_616.0),
        );
        check(
            "+9223372036854775808",
            Meaning::Float(9_223_372_036_854_775_808.0),
        );
        check("-9223372036854775808", Meaning::Int(i64::MIN));
        check("1e1000", Meaning::Str);
        check("1e3", Meaning::Float(1000.0));
        check("12e03", Meaning::Float(12000.0));
        check("1.", Meaning::Float(1.0));
        check(".5", Meaning::Float(0.5));
        check(".", Meaning::Str);
        check("-", Meaning::Str);
        check("0x", Meaning::Str);
        check("1:30", Meaning::Str);
        check("2024-1-2", Meaning::Timestamp);
    }

    #[test]
    fn base60() {
        assert!(is_base60(b"190:20:30"));
        assert!(is_base60(b"0:0"));
        assert!(is_base60(b"-1_0:5.3_"));
        assert!(!is_base60(b"1:60"));
        assert!(!is_base60(b"1:2:"));
        assert!(!is_base60(b"1"));
    }
}
