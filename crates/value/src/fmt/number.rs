//! Numbers from text, as Go's `strconv` reads them.

use std::fmt;

/// Why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// The text does not have the form of a number.
    Syntax,
    /// The number does not fit the type; the nearest one that does is given (for integers, as the bits).
    Range(u64),
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax => "invalid syntax",
            Self::Range(_) => "value out of range",
        })
    }
}

impl std::error::Error for NumberError {}

/// `strconv.ParseUint(text, base, 64)`: base 0 reads the prefixes `0x`, `0o`, `0b` and `0`, and underscores.
pub fn parse_uint(text: &[u8], base: u32) -> Result<u64, NumberError> {
    if text.is_empty() {
        return Err(NumberError::Syntax);
    }
    let (radix, digits) = if base == 0 {
        split_prefix(text)
    } else {
        (base, text)
    };
    let mut number: u64 = 0;
    let mut underscores = false;
    for byte in digits {
        if *byte == b'_' && base == 0 {
            underscores = true;
            continue;
        }
        let digit = char::from(*byte)
            .to_digit(radix)
            .ok_or(NumberError::Syntax)?;
        number = number
            .checked_mul(u64::from(radix))
            .and_then(|n| n.checked_add(u64::from(digit)))
            .ok_or(NumberError::Range(u64::MAX))?;
    }
    if underscores && !underscores_fit(text) {
        Err(NumberError::Syntax)
    } else {
        Ok(number)
    }
}

fn split_prefix(text: &[u8]) -> (u32, &[u8]) {
    match text {
        [b'0', b'b' | b'B', _, ..] => (2, &text[2..]),
        [b'0', b'o' | b'O', _, ..] => (8, &text[2..]),
        [b'0', b'x' | b'X', _, ..] => (16, &text[2..]),
        [b'0', ..] => (8, &text[1..]),
        _ => (10, text),
    }
}

/// `strconv.ParseInt(text, base, 64)`.
pub fn parse_int(text: &[u8], base: u32) -> Result<i64, NumberError> {
    let (negative, digits) = split_sign(text);
    let limit = if negative {
        i64::MIN.unsigned_abs()
    } else {
        i64::MAX.unsigned_abs()
    };
    let out_of_range = NumberError::Range(if negative {
        i64::MIN.cast_unsigned()
    } else {
        limit
    });
    match parse_uint(digits, base) {
        Ok(n) if n <= limit => Ok(if negative {
            n.cast_signed().wrapping_neg()
        } else {
            n.cast_signed()
        }),
        Ok(_) | Err(NumberError::Range(_)) => Err(out_of_range),
        Err(NumberError::Syntax) => Err(NumberError::Syntax),
    }
}

/// `strconv.Atoi`: decimal only.
pub fn atoi(text: &[u8]) -> Result<i64, NumberError> {
    parse_int(text, 10)
}

fn split_sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// Whether each underscore separates digits, a base prefix counting as one.
fn underscores_fit(text: &[u8]) -> bool {
    let (_, text) = split_sign(text);
    let (prefix, hex) = match text {
        [b'0', b'x' | b'X', ..] => (2, true),
        [b'0', b'b' | b'B' | b'o' | b'O', ..] => (2, false),
        _ => (0, false),
    };
    let mut last = if prefix > 0 { b'0' } else { b'^' };
    for byte in &text[prefix..] {
        let class = match byte {
            b'0'..=b'9' => b'0',
            b'a'..=b'f' | b'A'..=b'F' if hex => b'0',
            b'_' => b'_',
            _ => b'!',
        };
        if (class == b'_' && last != b'0') || (class == b'!' && last == b'_') {
            return false;
        }
        last = class;
    }
    last != b'_'
}

/// `strconv.ParseFloat(text, 64)`: decimal and hexadecimal numbers, underscores between digits, and the names of
/// infinity and not-a-number. A number that is too large is [`NumberError::Range`] with the bits of an infinity.
pub fn parse_float(text: &[u8]) -> Result<f64, NumberError> {
    if let Some(special) = special(text) {
        return Ok(special);
    }
    let (negative, unsigned) = split_sign(text);
    let hex = matches!(unsigned, [b'0', b'x' | b'X', _, ..]);
    if unsigned.contains(&b'_') && !underscores_fit(text) {
        return Err(NumberError::Syntax);
    }
    let size = if hex {
        hex_float(&unsigned[2..])?
    } else {
        decimal_float(unsigned)?
    };
    let number = if negative { -size } else { size };
    if number.is_infinite() {
        Err(NumberError::Range(number.to_bits()))
    } else {
        Ok(number)
    }
}

fn special(text: &[u8]) -> Option<f64> {
    let (negative, name) = split_sign(text);
    if name.eq_ignore_ascii_case(b"inf") || name.eq_ignore_ascii_case(b"infinity") {
        return Some(if negative {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        });
    }
    text.eq_ignore_ascii_case(b"nan").then_some(f64::NAN)
}

/// Digits with a point and an exponent, checked here because Rust reads a few forms that Go does not.
fn decimal_float(text: &[u8]) -> Result<f64, NumberError> {
    let mantissa_end = text
        .iter()
        .position(|c| matches!(c, b'e' | b'E'))
        .unwrap_or(text.len());
    let (mantissa, exponent) = text.split_at(mantissa_end);
    let (mut digits, mut points, mut odd) = (false, 0, false);
    for byte in mantissa {
        match byte {
            b'0'..=b'9' => digits = true,
            b'.' => points += 1,
            b'_' => {}
            _ => odd = true,
        }
    }
    if !digits || points > 1 || odd {
        return Err(NumberError::Syntax);
    }
    if let Some((_, exponent)) = exponent.split_first() {
        check_exponent(exponent)?;
    }
    let clean: String = text
        .iter()
        .filter(|c| **c != b'_')
        .map(|c| char::from(*c))
        .collect();
    clean.parse().map_err(|_| NumberError::Syntax)
}

fn check_exponent(text: &[u8]) -> Result<(), NumberError> {
    let (_, digits) = split_sign(text);
    let fits = digits.first().is_some_and(u8::is_ascii_digit)
        && digits.iter().all(|c| c.is_ascii_digit() || *c == b'_');
    if fits {
        Ok(())
    } else {
        Err(NumberError::Syntax)
    }
}

/// A hexadecimal mantissa with its obligatory exponent of two, after the `0x`.
fn hex_float(text: &[u8]) -> Result<f64, NumberError> {
    let end = text
        .iter()
        .position(|c| matches!(c, b'p' | b'P'))
        .ok_or(NumberError::Syntax)?;
    let (mut mantissa, mut exponent, mut point, mut digits) = (0_u64, 0_i64, false, 0);
    let mut sticky = false;
    for c in &text[..end] {
        match c {
            b'_' => continue,
            b'.' if !point => {
                point = true;
                continue;
            }
            _ => {}
        }
        let digit = char::from(*c).to_digit(16).ok_or(NumberError::Syntax)?;
        digits += 1;
        if mantissa >> 60 == 0 {
            mantissa = mantissa << 4 | u64::from(digit);
            exponent -= if point { 4 } else { 0 };
        } else {
            sticky |= digit != 0;
            exponent += if point { 0 } else { 4 };
        }
    }
    if digits == 0 {
        return Err(NumberError::Syntax);
    }
    check_exponent(&text[end + 1..])?;
    let (negative, written) = split_sign(&text[end + 1..]);
    let size = written.iter().filter(|c| **c != b'_').fold(0_i64, |n, c| {
        if n < 10_000 {
            n * 10 + i64::from(c - b'0')
        } else {
            n
        }
    });
    exponent += if negative { -size } else { size };
    Ok(scale(mantissa, sticky, exponent))
}

/// `mantissa * 2^exponent`, rounded to even; `sticky` stands for lost bits below.
fn scale(mantissa: u64, sticky: bool, exponent: i64) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    // The top bit at 63; value = mantissa * 2^exponent.
    let shift = mantissa.leading_zeros();
    let mantissa = mantissa << shift;
    let exponent = exponent - i64::from(shift) + 63;
    if exponent > 1023 {
        return f64::INFINITY;
    }
    // How many low bits go: 11 for normal numbers, more for subnormal ones.
    let drop = 11 + (-1022 - exponent).max(0);
    if drop > 64 {
        return 0.0;
    }
    let wide = u128::from(mantissa) << 64 | u128::from(sticky);
    let drop = u32::try_from(drop).unwrap_or(64) + 64;
    let kept = if drop >= 128 {
        0
    } else {
        u64::try_from(wide >> drop).unwrap_or(0)
    };
    let low = if drop >= 128 {
        wide
    } else {
        wide & ((1 << drop) - 1)
    };
    let half = 1_u128 << (drop - 1);
    let up = low > half || (low == half && kept & 1 == 1);
    let rounded = kept + u64::from(up);
    let biased = if exponent < -1022 {
        0
    } else {
        u64::try_from(exponent + 1022).unwrap_or(0)
    };
    // A carry out of the mantissa moves into the exponent, which is what rounding up means.
    f64::from_bits((biased << 52) + rounded)
}
