use super::Duration;
use crate::date::quote;

/// Reads a duration such as `-1.5h` or `2h45m` (`time.ParseDuration`); the error is Go's text.
pub(crate) fn parse(text: &[u8]) -> Result<Duration, String> {
    let invalid = || format!("time: invalid duration {}", quote(text));
    let (negative, mut rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if rest == b"0" {
        return Ok(Duration(0));
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut nanos = 0_u64;
    while !rest.is_empty() {
        let start = rest;
        let whole = take_whole(&mut rest).ok_or_else(invalid)?;
        let mut has_digits = rest.len() != start.len();
        let mut fraction = (0, 1.0);
        if let Some(after) = rest.strip_prefix(b".") {
            rest = after;
            fraction = take_fraction(&mut rest);
            has_digits |= rest.len() != after.len();
        }
        if !has_digits {
            return Err(invalid());
        }
        let name = take_while(&mut rest, |b| b != b'.' && !b.is_ascii_digit());
        if name.is_empty() {
            return Err(format!("time: missing unit in duration {}", quote(text)));
        }
        let unit = unit_of(name).ok_or_else(|| {
            format!(
                "time: unknown unit {} in duration {}",
                quote(name),
                quote(text)
            )
        })?;
        let part = scaled(whole, fraction, unit).ok_or_else(invalid)?;
        nanos = nanos
            .checked_add(part)
            .filter(|nanos| *nanos <= LIMIT)
            .ok_or_else(invalid)?;
    }
    if negative {
        // The limit is exactly the smallest duration.
        return Ok(Duration(0_i64.wrapping_sub_unsigned(nanos)));
    }
    i64::try_from(nanos).map(Duration).map_err(|_| invalid())
}

/// One more than the largest duration.
const LIMIT: u64 = 1 << 63;

fn unit_of(name: &[u8]) -> Option<u64> {
    Some(match name {
        b"ns" => 1,
        // Both the micro sign and the Greek letter.
        b"us" | b"\xc2\xb5s" | b"\xce\xbcs" => 1_000,
        b"ms" => 1_000_000,
        b"s" => 1_000_000_000,
        b"m" => 60_000_000_000,
        b"h" => 3_600_000_000_000,
        _ => return None,
    })
}

/// The nanoseconds of a number with a fraction; `None` when they are too many.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "Go computes the fraction in floats; it is less than an hour"
)]
fn scaled(whole: u64, (fraction, scale): (u64, f64), unit: u64) -> Option<u64> {
    if whole > LIMIT / unit {
        return None;
    }
    let rest = if fraction > 0 {
        (fraction as f64 * (unit as f64 / scale)) as u64
    } else {
        0
    };
    Some(whole * unit + rest).filter(|nanos| *nanos <= LIMIT)
}

fn take_while<'t>(rest: &mut &'t [u8], accept: fn(u8) -> bool) -> &'t [u8] {
    let length = rest.iter().position(|&b| !accept(b)).unwrap_or(rest.len());
    let (taken, after) = rest.split_at(length);
    *rest = after;
    taken
}

/// Takes the digits before the point; `None` when they are no number up to 2⁶³.
fn take_whole(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for digit in take_while(rest, |b| b.is_ascii_digit()) {
        if number > LIMIT / 10 {
            return None;
        }
        number = number * 10 + u64::from(digit - b'0');
        if number > LIMIT {
            return None;
        }
    }
    Some(number)
}

/// Takes the digits after the point, as a number and its scale; digits beyond the precision are dropped.
fn take_fraction(rest: &mut &[u8]) -> (u64, f64) {
    let (mut number, mut scale) = (0_u64, 1.0);
    let mut full = false;
    for digit in take_while(rest, |b| b.is_ascii_digit()) {
        full |= number > (LIMIT - 1) / 10;
        if full {
            continue;
        }
        let next = number * 10 + u64::from(digit - b'0');
        if next > LIMIT {
            full = true;
            continue;
        }
        number = next;
        scale *= 10.0;
    }
    (number, scale)
}
