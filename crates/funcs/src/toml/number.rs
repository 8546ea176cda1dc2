//! Numbers and dates, from the text that looks like one.

use steersman_value::{Value, fmt};

use crate::date::{Time, Zone};

/// An integer; the error says what is wrong.
pub(super) fn integer(text: &[u8]) -> Result<Value, String> {
    let quoted = || fmt::quote(text);
    if !underscores_fit(text) {
        return Err(format!(
            "Invalid integer {}: underscores must be surrounded by digits",
            quoted()
        ));
    }
    if has_leading_zero(text) {
        return Err(format!(
            "Invalid integer {}: cannot have leading zeroes",
            quoted()
        ));
    }
    let shown = String::from_utf8_lossy(text);
    fmt::parse_int(text, 0)
        .map(Value::int64)
        .map_err(|_| format!("{shown} is out of range for int64"))
}

/// A floating point number; the error says what is wrong.
pub(super) fn float(text: &[u8]) -> Result<Value, String> {
    let quoted = || fmt::quote(text);
    let mut parts = text
        .split(|b| matches!(b, b'.' | b'e' | b'E'))
        .filter(|part| !part.is_empty())
        .peekable();
    let first = parts.peek().copied().unwrap_or_default();
    if !parts.all(underscores_fit) {
        return Err(format!(
            "Invalid float {}: underscores must be surrounded by digits",
            quoted()
        ));
    }
    if has_leading_zero(first) {
        return Err(format!(
            "Invalid float {}: cannot have leading zeroes",
            quoted()
        ));
    }
    let after_period = text.iter().skip(1).chain(b".");
    if text
        .iter()
        .zip(after_period)
        .any(|(byte, next)| *byte == b'.' && !next.is_ascii_digit())
    {
        return Err(format!(
            "Invalid float {}: '.' must be followed by one or more digits",
            quoted()
        ));
    }
    let plain: Vec<u8> = text.iter().copied().filter(|b| *b != b'_').collect();
    if matches!(&*plain, b"nan" | b"+nan") {
        return Ok(Value::Float(f64::NAN));
    }
    if plain == b"-nan" {
        return Ok(Value::Float(-f64::NAN));
    }
    match fmt::parse_float(&plain) {
        Ok(number) => Ok(Value::Float(number)),
        Err(fmt::NumberError::Range(_)) => Err(format!(
            "{} is out of range for float64",
            String::from_utf8_lossy(text)
        )),
        Err(fmt::NumberError::Syntax) => Err(format!("Invalid float value: {}", quoted())),
    }
}

/// Whether each underscore stands between characters of a number.
fn underscores_fit(text: &[u8]) -> bool {
    if matches!(
        text,
        b"nan" | b"+nan" | b"-nan" | b"inf" | b"+inf" | b"-inf"
    ) {
        return true;
    }
    let mut digit_before = false;
    for byte in text {
        if *byte == b'_' && !digit_before {
            return false;
        }
        digit_before = byte.is_ascii_hexdigit();
    }
    digit_before
}

fn has_leading_zero(text: &[u8]) -> bool {
    match text {
        [b'0', second, ..] => !matches!(second, b'b' | b'o' | b'x'),
        [b'+' | b'-', b'0', _, ..] => true,
        _ => false,
    }
}

/// The forms of dates and times, and whether their zone is a made-up one.
const LAYOUTS: [(&[u8], Option<&str>); 7] = [
    (b"2006-01-02T15:04:05.999999999Z07:00", None),
    (b"2006-01-02T15:04:05.999999999", Some("datetime-local")),
    (b"2006-01-02", Some("date-local")),
    (b"15:04:05.999999999", Some("time-local")),
    (b"2006-01-02T15:04Z07:00", None),
    (b"2006-01-02T15:04", Some("datetime-local")),
    (b"15:04", Some("time-local")),
];

/// A date, a time or both; `local_offset` is the one of the machine at present. The error says what is wrong.
pub(super) fn date_time(text: &[u8], local: &Zone, local_offset: i64) -> Result<Value, String> {
    let upper = |b: &u8| match b {
        b'z' => b'Z',
        b't' | b' ' => b'T',
        other => *other,
    };
    let text: Vec<u8> = text.trim_ascii().iter().map(upper).collect();
    let invalid = || format!("invalid datetime: {}", fmt::quote(&text));
    for (layout, zone) in LAYOUTS {
        let zone = zone.map_or_else(|| local.clone(), |name| Zone::fixed(name, local_offset));
        let Ok(time) = Time::parse(layout, &text, &zone) else {
            continue;
        };
        return if lacks_zero(&text, layout) {
            Err(invalid())
        } else {
            Ok(Value::object(time))
        };
    }
    Err(invalid())
}

/// Whether a number is shorter than in the layout: then a separator stands elsewhere.
fn lacks_zero(text: &[u8], layout: &[u8]) -> bool {
    let fixed = layout.iter().take_while(|b| !matches!(b, b'.' | b'Z'));
    fixed
        .enumerate()
        .any(|(index, b)| !b.is_ascii_digit() && text.get(index) != Some(b))
}
