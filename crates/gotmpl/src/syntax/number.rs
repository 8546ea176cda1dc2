//! Number constants. A constant has no type until it is used; it knows which Go types can hold it.

use steersman_value::fmt::{parse_float, parse_int, parse_uint, quote};

use super::token::TokenKind;
use super::unquote::unquote_char;

/// The values a number constant has in the types that can hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Number {
    pub(crate) int: Option<i64>,
    pub(crate) uint: Option<u64>,
    pub(crate) float: Option<f64>,
    pub(crate) complex: Option<(f64, f64)>,
    /// What the constant is where any type would do.
    pub(crate) ideal: Ideal,
}

/// The type a number constant takes where any type would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Ideal {
    /// `int`, unless it does not fit.
    #[default]
    Int,
    /// `float64`
    Float,
    /// `complex128`
    Complex,
}

impl Number {
    /// Reads a number or character constant. The error is Go's text.
    pub(crate) fn parse(text: &[u8], kind: TokenKind) -> Result<Self, String> {
        match kind {
            TokenKind::CharConstant => Self::parse_char(text),
            TokenKind::Complex => parse_complex(text).map(Self::from_complex),
            _ => Self::parse_real_or_imaginary(text),
        }
    }

    fn parse_char(text: &[u8]) -> Result<Self, String> {
        let code = unquote_char(text).map_err(|_| "invalid syntax".to_owned())?;
        let code = code.ok_or_else(|| {
            format!(
                "malformed character constant: {}",
                String::from_utf8_lossy(text)
            )
        })?;
        Ok(Self {
            int: Some(code.into()),
            uint: Some(code.into()),
            float: Some(code.into()),
            complex: None,
            ideal: Ideal::Int,
        })
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "Go converts constants the same way"
    )]
    fn parse_real_or_imaginary(text: &[u8]) -> Result<Self, String> {
        if let [real @ .., b'i'] = text
            && let Ok(imaginary) = parse_float(real)
        {
            return Ok(Self::from_complex((0.0, imaginary)));
        }
        let int = parse_int(text, 0).ok();
        let uint = parse_uint(text, 0)
            .ok()
            .or_else(|| (int == Some(0)).then_some(0));
        if int.is_some() || uint.is_some() {
            let float = int.map_or_else(|| uint.map(|n| n as f64), |n| Some(n as f64));
            let ideal = if is_float_text(text) {
                Ideal::Float
            } else {
                Ideal::Int
            };
            return Ok(Self {
                int,
                uint,
                float,
                complex: None,
                ideal,
            });
        }
        let Ok(float) = parse_float(text) else {
            return Err(format!("illegal number syntax: {}", quote(text)));
        };
        if !text.iter().any(|byte| b".eEpP".contains(byte)) {
            return Err(format!("integer overflow: {}", quote(text)));
        }
        let ideal = if is_float_text(text) {
            Ideal::Float
        } else {
            Ideal::Int
        };
        Ok(Self {
            int: exact_int(float),
            uint: exact_uint(float),
            float: Some(float),
            complex: None,
            ideal,
        })
    }

    fn from_complex((real, imaginary): (f64, f64)) -> Self {
        let mut number = Self {
            complex: Some((real, imaginary)),
            ideal: Ideal::Complex,
            ..Self::default()
        };
        if imaginary == 0.0 {
            number.float = Some(real);
            number.int = exact_int(real);
            number.uint = exact_uint(real);
        }
        number
    }
}

/// Whether the spelling alone makes the constant a `float64`. `0x1e` is a hexadecimal integer.
fn is_float_text(text: &[u8]) -> bool {
    let is_hexadecimal = text.len() > 2
        && text[0] == b'0'
        && matches!(text[1], b'x' | b'X')
        && !text.iter().any(|byte| matches!(byte, b'p' | b'P'));
    !is_hexadecimal && text.iter().any(|byte| b".eEpP".contains(byte))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "checked by the way back"
)]
fn exact_int(float: f64) -> Option<i64> {
    let n = float as i64;
    (n as f64 == float && float < 9_223_372_036_854_775_808.0).then_some(n)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "checked by the way back"
)]
fn exact_uint(float: f64) -> Option<u64> {
    let n = float as u64;
    (n as f64 == float && float < 18_446_744_073_709_551_616.0).then_some(n)
}

/// Reads `1+2i`: two floats, the second with a sign and an `i`.
fn parse_complex(text: &[u8]) -> Result<(f64, f64), String> {
    let syntax = || "syntax error scanning complex number".to_owned();
    let real_end = float_end(text);
    let imaginary = text[real_end..].strip_suffix(b"i").ok_or_else(syntax)?;
    if !matches!(imaginary.first(), Some(b'+' | b'-')) || float_end(imaginary) != imaginary.len() {
        return Err(syntax());
    }
    let float = |part: &[u8]| {
        parse_float(part)
            .map_err(|error| format!("strconv.ParseFloat: parsing {}: {error}", quote(part)))
    };
    Ok((float(&text[..real_end])?, float(imaginary)?))
}

/// Where the float at the start of `text` ends.
fn float_end(text: &[u8]) -> usize {
    let mut at = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let hexadecimal = matches!(text.get(at..at + 2), Some(b"0x" | b"0X"));
    if hexadecimal {
        at += 2;
    }
    let is_digit = |byte: &u8| {
        *byte == b'_'
            || if hexadecimal {
                byte.is_ascii_hexdigit()
            } else {
                byte.is_ascii_digit()
            }
    };
    let count = |from: usize| {
        text[from..]
            .iter()
            .take_while(|byte| is_digit(byte))
            .count()
    };
    at += count(at);
    if text.get(at) == Some(&b'.') {
        at += 1 + count(at + 1);
    }
    let exponent: &[u8] = if hexadecimal { b"pP" } else { b"eEpP" };
    if text.get(at).is_some_and(|byte| exponent.contains(byte)) {
        at += 1;
        at += usize::from(matches!(text.get(at), Some(b'+' | b'-')));
        at += text[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit() || **byte == b'_')
            .count();
    }
    at
}
