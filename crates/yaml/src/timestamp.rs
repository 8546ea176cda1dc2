//! Dates and times as go-yaml recognises them, by four layouts of Go's `time.Parse`.

/// Whether `text` is a date, or a date and time.
pub(crate) fn is_timestamp(text: &[u8]) -> bool {
    let year = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if year != 4 || text.get(4) != Some(&b'-') {
        return false;
    }
    date(text).is_some_and(|rest| match rest.first() {
        None => true,
        Some(b'T' | b't') => time(&rest[1..]).is_some_and(is_zone),
        Some(b' ') => time(rest.trim_ascii_start_spaces()).is_some_and(<[u8]>::is_empty),
        Some(_) => false,
    })
}

trait TrimSpaces {
    fn trim_ascii_start_spaces(&self) -> &Self;
}

impl TrimSpaces for [u8] {
    fn trim_ascii_start_spaces(&self) -> &Self {
        let spaces = self.iter().take_while(|&&byte| byte == b' ').count();
        &self[spaces..]
    }
}

/// One or two digits and what follows them.
fn short_number(text: &[u8]) -> Option<(u32, &[u8])> {
    match text {
        [a, b, rest @ ..] if a.is_ascii_digit() && b.is_ascii_digit() => {
            Some((u32::from(a - b'0') * 10 + u32::from(b - b'0'), rest))
        }
        [a, rest @ ..] if a.is_ascii_digit() => Some((u32::from(a - b'0'), rest)),
        _ => None,
    }
}

/// `2006-1-2` and what follows it.
fn date(text: &[u8]) -> Option<&[u8]> {
    let year: u32 = std::str::from_utf8(text.get(..4)?).ok()?.parse().ok()?;
    let (month, rest) = short_number(text.get(5..)?)?;
    let (day, rest) = short_number(rest.strip_prefix(b"-")?)?;
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return None,
    };
    (1..=days).contains(&day).then_some(rest)
}

/// `15:4:5.999999999` and what follows it.
fn time(text: &[u8]) -> Option<&[u8]> {
    let (hour, rest) = short_number(text)?;
    let (minute, rest) = short_number(rest.strip_prefix(b":")?)?;
    let (second, rest) = short_number(rest.strip_prefix(b":")?)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some(match rest {
        [b'.' | b',', digits @ ..] if digits.first().is_some_and(u8::is_ascii_digit) => {
            let len = digits
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            &digits[len..]
        }
        _ => rest,
    })
}

/// `Z` or an offset such as `-07:00`.
fn is_zone(text: &[u8]) -> bool {
    match text {
        b"Z" => true,
        [b'+' | b'-', hours @ .., b':', a, b] if hours.len() == 2 => {
            matches!(short_number(hours), Some((0..=24, [])))
                && matches!(short_number(&[*a, *b]), Some((0..=60, [])))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_timestamp;

    #[test]
    fn layouts() {
        for text in [
            "2024-1-2",
            "2024-02-29",
            "2024-01-02T3:4:5Z",
            "2024-01-02t03:04:05.25+24:60",
            "2024-01-02   03:04:05,5",
        ] {
            assert!(is_timestamp(text.as_bytes()), "{text}");
        }
        for text in [
            "2024-13-01",
            "2024-02-30",
            "2023-02-29",
            "2024-01",
            "10000-01-01",
            "2024-01-02T03:04:05",
            "2024-01-02 03:04:05Z",
            "2024-01-02T24:00:00Z",
            "2024-01-02T00:00:00+25:00",
        ] {
            assert!(!is_timestamp(text.as_bytes()), "{text}");
        }
    }
}
