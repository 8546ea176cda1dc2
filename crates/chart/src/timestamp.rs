//! RFC 3339 times, as `Chart.lock` and indexes have them.

/// A UTC time of whole seconds, `2001-09-09T01:46:40Z`.
pub(crate) fn format_utc(seconds: i64) -> String {
    let (date, time) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil_from_days(date);
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Reads an RFC 3339 time: the seconds since the epoch, the nanoseconds, and the offset from UTC in seconds.
pub(crate) fn parse(text: &str) -> Option<(i64, u32, i64)> {
    let bytes = text.as_bytes();
    let digits = |from: usize, to: usize| -> Option<i64> {
        let part = text.get(from..to)?;
        part.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| part.parse().ok())?
    };
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if !separators
        .iter()
        .all(|&(at, separator)| bytes.get(at) == Some(&separator))
    {
        return None;
    }
    let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
    let (hour, minute, second) = (digits(11, 13)?, digits(14, 16)?, digits(17, 19)?);
    if !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let mut rest = text.get(19..)?;
    let mut nanos = 0;
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return None;
        }
        let kept: String = fraction[..length]
            .chars()
            .chain("000000000".chars())
            .take(9)
            .collect();
        nanos = kept.parse().ok()?;
        rest = &fraction[length..];
    }
    let offset = parse_offset(rest)?;
    let days = days_from_civil(year, month, day);
    Some((
        days * 86_400 + hour * 3600 + minute * 60 + second - offset,
        nanos,
        offset,
    ))
}

/// Writes a time as Go's `RFC3339Nano` does: no trailing zeros in the fraction, `Z` for offset zero.
pub(crate) fn format(seconds: i64, nanos: u32, offset: i64) -> String {
    let mut text = format_utc(seconds + offset);
    text.pop();
    if nanos != 0 {
        let fraction = format!(".{nanos:09}");
        text.push_str(fraction.trim_end_matches('0'));
    }
    if offset != 0 {
        let sign = if offset < 0 { '-' } else { '+' };
        let minutes = offset.abs() / 60;
        return format!("{text}{sign}{:02}:{:02}", minutes / 60, minutes % 60);
    }
    text.push('Z');
    text
}

/// A time in RFC 3339 as Go writes it once it is read; nothing for what is none.
pub fn normal_time(text: &str) -> Option<String> {
    let (seconds, nanos, offset) = parse(text)?;
    Some(format(seconds, nanos, offset))
}

fn parse_offset(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text[1..].split_once(':')?;
    let number = |part: &str| {
        (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
    };
    let (hours, minutes): (i64, i64) = (number(hours)?, number(minutes)?);
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 3600 + minutes * 60))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a day of the Gregorian calendar; the year is taken to begin in March.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_as_go_does() {
        for (text, expected) in [
            ("2001-09-09T01:46:40Z", Some("2001-09-09T01:46:40Z")),
            (
                "2020-02-29T23:59:59.120000000+02:00",
                Some("2020-02-29T23:59:59.12+02:00"),
            ),
            (
                "1969-12-31T19:00:00.000000001-05:30",
                Some("1969-12-31T19:00:00.000000001-05:30"),
            ),
            ("0001-01-01T00:00:00Z", Some("0001-01-01T00:00:00Z")),
            ("2021-02-29T00:00:00Z", None),
            ("2021-01-01 00:00:00Z", None),
            ("2021-01-01T00:00:00", None),
            ("2021-01-01T00:00:00.Z", None),
        ] {
            let written =
                parse(text).map(|(seconds, nanos, offset)| format(seconds, nanos, offset));
            assert_eq!(written.as_deref(), expected, "{text}");
        }
        assert_eq!(format_utc(1_000_000_000), "2001-09-09T01:46:40Z");
    }
}
