use super::calendar::{days_before, days_in, is_leap};
use super::layout::{Element, OffsetForm, next_element};
use super::moment::{Civil, Time};
use super::names::{MONTHS, WEEKDAYS};
use super::zone_name::zone_name_length;
use super::{Zone, quote};
use crate::duration::Duration;

/// Why a part of a text does not fit its element.
enum Misfit {
    /// It has another form.
    Form,
    /// It is a number out of range; what it is the number of.
    Range(&'static str),
}

type Fit<T> = Result<T, Misfit>;

/// The parts of a time that were read so far.
#[derive(Default)]
struct Parts {
    civil: Civil,
    month: Option<i64>,
    day: Option<i64>,
    year_day: Option<i64>,
    is_afternoon: bool,
    is_morning: bool,
    is_utc: bool,
    offset: Option<i64>,
    zone_name: Option<String>,
}

impl Time {
    /// Reads `text` as `layout` describes it; `zone` is where times without a zone are, and also the local zone
    /// (`time.ParseInLocation`). The error is Go's text.
    pub(crate) fn parse(layout: &[u8], text: &[u8], zone: &Zone) -> Result<Self, String> {
        let mut parts = Parts::default();
        let (mut layout_rest, mut rest) = (layout, text);
        loop {
            let (prefix, element, after) = next_element(layout_rest);
            skip(&mut rest, prefix).map_err(|at| refused(layout, text, prefix, at))?;
            let Some(element) = element else { break };
            let written = &layout_rest[prefix.len()..layout_rest.len() - after.len()];
            layout_rest = after;
            let before = rest;
            parts
                .read(element, &mut rest, layout_rest)
                .map_err(|misfit| match misfit {
                    Misfit::Form => refused(layout, text, written, before),
                    Misfit::Range(what) => out_of_range(text, what),
                })?;
        }
        if !rest.is_empty() {
            return Err(format!(
                "parsing time {}: extra text: {}",
                quote(text),
                quote(rest)
            ));
        }
        parts.settle_clock();
        parts
            .settle_date()
            .map_err(|problem| format!("parsing time {}: {problem}", quote(text)))?;
        Ok(parts.build(zone))
    }
}

fn refused(layout: &[u8], text: &[u8], element: &[u8], at: &[u8]) -> String {
    let (text, layout, at, element) = (quote(text), quote(layout), quote(at), quote(element));
    format!("parsing time {text} as {layout}: cannot parse {at} as {element}")
}

fn out_of_range(text: &[u8], what: &str) -> String {
    format!("parsing time {}: {what} out of range", quote(text))
}

/// Takes `prefix`, in which runs of blanks stand for any number of blanks; the error is where it does not fit.
fn skip<'t>(rest: &mut &'t [u8], mut prefix: &[u8]) -> Result<(), &'t [u8]> {
    let cut = |text: &[u8]| text.iter().take_while(|b| **b == b' ').count();
    while let Some(first) = prefix.first() {
        if *first == b' ' {
            if rest.first().is_some_and(|b| *b != b' ') {
                return Err(rest);
            }
            prefix = &prefix[cut(prefix)..];
            *rest = &rest[cut(rest)..];
            continue;
        }
        if rest.first() != Some(first) {
            return Err(rest);
        }
        prefix = &prefix[1..];
        *rest = &rest[1..];
    }
    Ok(())
}

impl Parts {
    /// Reads one element. `layout` is what follows it.
    fn read(&mut self, element: Element, rest: &mut &[u8], layout: &[u8]) -> Fit<()> {
        let civil = &mut self.civil;
        match element {
            Element::ShortYear => {
                let year = atoi(take(rest, 2)?).ok_or(Misfit::Form)?;
                civil.year = year + if year >= 69 { 1900 } else { 2000 };
            }
            Element::LongYear => {
                if !rest.first().is_some_and(u8::is_ascii_digit) {
                    return Err(Misfit::Form);
                }
                civil.year = atoi(take(rest, 4)?).ok_or(Misfit::Form)?;
            }
            Element::LongMonth => self.month = Some(1 + take_name(rest, &MONTHS, usize::MAX)?),
            Element::ShortMonth => self.month = Some(1 + take_name(rest, &MONTHS, 3)?),
            Element::LongWeekday => {
                take_name(rest, &WEEKDAYS, usize::MAX)?;
            }
            Element::ShortWeekday => {
                take_name(rest, &WEEKDAYS, 3)?;
            }
            Element::Month | Element::PaddedMonth => {
                let month = take_number(rest, element == Element::PaddedMonth)?;
                self.month = Some(in_range(month, 1, 12, "month")?);
            }
            Element::Day | Element::SpacedDay | Element::PaddedDay => {
                if element == Element::SpacedDay {
                    skip_blank(rest);
                }
                self.day = Some(take_number(rest, element == Element::PaddedDay)?);
            }
            Element::SpacedYearDay | Element::PaddedYearDay => {
                if element == Element::SpacedYearDay {
                    skip_blank(rest);
                    skip_blank(rest);
                }
                self.year_day = Some(take_year_day(rest, element == Element::PaddedYearDay)?);
            }
            Element::Hour => civil.hour = in_range(take_number(rest, false)?, 0, 23, "hour")?,
            Element::Hour12 | Element::PaddedHour12 => {
                let hour = take_number(rest, element == Element::PaddedHour12)?;
                civil.hour = in_range(hour, 0, 12, "hour")?;
            }
            Element::Minute | Element::PaddedMinute => {
                let minute = take_number(rest, element == Element::PaddedMinute)?;
                civil.minute = in_range(minute, 0, 59, "minute")?;
            }
            Element::Second | Element::PaddedSecond => {
                let second = take_number(rest, element == Element::PaddedSecond)?;
                civil.second = in_range(second, 0, 59, "second")?;
                // A fraction may follow even where the layout has none.
                let expected = matches!(next_element(layout).1, Some(Element::Fraction { .. }));
                if !expected && begins_fraction(rest) {
                    civil.nanos = take_fraction(rest)?;
                }
            }
            Element::UpperHalf | Element::LowerHalf => self.read_half(element, rest)?,
            Element::Offset { iso, form } => self.read_offset(iso, form, rest)?,
            Element::ZoneName => self.read_zone_name(rest)?,
            Element::Fraction {
                digits,
                trim: false,
                ..
            } => {
                let fraction = take(rest, digits + 1)?;
                civil.nanos = nanoseconds(fraction)?;
            }
            Element::Fraction { .. } => {
                if begins_fraction(rest) {
                    civil.nanos = take_fraction(rest)?;
                }
            }
        }
        Ok(())
    }

    fn read_half(&mut self, element: Element, rest: &mut &[u8]) -> Fit<()> {
        let half = take(rest, 2)?;
        match (element, half) {
            (Element::UpperHalf, b"PM") | (Element::LowerHalf, b"pm") => self.is_afternoon = true,
            (Element::UpperHalf, b"AM") | (Element::LowerHalf, b"am") => self.is_morning = true,
            _ => return Err(Misfit::Form),
        }
        Ok(())
    }

    fn read_offset(&mut self, iso: bool, form: OffsetForm, rest: &mut &[u8]) -> Fit<()> {
        if iso && let Some(after) = rest.strip_prefix(b"Z") {
            *rest = after;
            self.is_utc = true;
            return Ok(());
        }
        // Where the pairs of digits stand, and the colons between them.
        let (length, pairs, colons): (usize, &[usize], &[usize]) = match form {
            OffsetForm::Hours => (3, &[1], &[]),
            OffsetForm::Minutes => (5, &[1, 3], &[]),
            OffsetForm::ColonMinutes => (6, &[1, 4], &[3]),
            OffsetForm::Seconds => (7, &[1, 3, 5], &[]),
            OffsetForm::ColonSeconds => (9, &[1, 4, 7], &[3, 6]),
        };
        let written = take(rest, length)?;
        if colons.iter().any(|&place| written[place] != b':') {
            return Err(Misfit::Form);
        }
        let limits = [
            (24, "time zone offset hour"),
            (60, "time zone offset minute"),
            (60, "time zone offset second"),
        ];
        let mut offset = 0;
        let mut misfit = None;
        for (index, unit) in [3600, 60, 1].into_iter().enumerate() {
            let Some(&place) = pairs.get(index) else {
                break;
            };
            let Some(number) = two_digits(&written[place..place + 2]) else {
                misfit = misfit.or(Some(Misfit::Form));
                break;
            };
            if number > limits[index].0 {
                misfit = Some(Misfit::Range(limits[index].1));
            }
            offset += number * unit;
        }
        let sign = match written[0] {
            b'+' => 1,
            b'-' => -1,
            _ => return Err(misfit.unwrap_or(Misfit::Form)),
        };
        self.offset = Some(sign * offset);
        misfit.map_or(Ok(()), Err)
    }

    fn read_zone_name(&mut self, rest: &mut &[u8]) -> Fit<()> {
        if let Some(after) = rest.strip_prefix(b"UTC") {
            *rest = after;
            self.is_utc = true;
            return Ok(());
        }
        let length = zone_name_length(rest).ok_or(Misfit::Form)?;
        self.zone_name = Some(String::from_utf8_lossy(take(rest, length)?).into_owned());
        Ok(())
    }

    fn settle_clock(&mut self) {
        if self.is_afternoon && self.civil.hour < 12 {
            self.civil.hour += 12;
        } else if self.is_morning && self.civil.hour == 12 {
            self.civil.hour = 0;
        }
    }

    /// Fills in month and day; the error says what does not fit together.
    fn settle_date(&mut self) -> Result<(), &'static str> {
        let year = self.civil.year;
        if let Some(year_day) = self.year_day {
            let (month, day) = date_of(year_day, year).ok_or("day-of-year out of range")?;
            if self.month.is_some_and(|seen| seen != month) {
                return Err("day-of-year does not match month");
            }
            if self.day.is_some_and(|seen| seen != day) {
                return Err("day-of-year does not match day");
            }
            (self.month, self.day) = (Some(month), Some(day));
        }
        self.civil.month = self.month.unwrap_or(1);
        self.civil.day = self.day.unwrap_or(1);
        if self.civil.day < 1 || self.civil.day > days_in(self.civil.month, year) {
            return Err("day out of range");
        }
        Ok(())
    }

    fn build(self, zone: &Zone) -> Time {
        let at = |zone: Zone, local: &Zone| Time::from_civil(self.civil, zone, local.clone());
        if self.is_utc {
            return at(Zone::Utc, zone);
        }
        // Go takes an offset of one second west for none.
        if let Some(offset) = self.offset.filter(|offset| *offset != -1) {
            let time = at(Zone::Utc, zone).add(Duration::from_seconds(-offset));
            let info = zone.info(time.seconds);
            let fits = info.offset == offset
                && self
                    .zone_name
                    .as_ref()
                    .is_none_or(|name| **name == *info.name);
            let name = self.zone_name.as_deref().unwrap_or_default();
            return time.in_zone(if fits {
                zone.clone()
            } else {
                Zone::fixed(name, offset)
            });
        }
        let Some(name) = &self.zone_name else {
            return at(zone.clone(), zone);
        };
        let time = at(Zone::Utc, zone);
        if let Some(offset) = zone.offset_of_name(name, time.seconds) {
            return time
                .add(Duration::from_seconds(-offset))
                .in_zone(zone.clone());
        }
        let hours = name
            .strip_prefix("GMT")
            .and_then(|hours| atoi(hours.as_bytes()))
            .unwrap_or(0);
        time.in_zone(Zone::fixed(name, hours * 3600))
    }
}

/// Month and day of a day of the year.
fn date_of(year_day: i64, year: i64) -> Option<(i64, i64)> {
    let length = 365 + i64::from(is_leap(year));
    if !(1..=length).contains(&year_day) {
        return None;
    }
    let before = |month: i64| days_before(month) + i64::from(month > 2 && is_leap(year));
    let month = (1..=12).rev().find(|&month| before(month) < year_day)?;
    Some((month, year_day - before(month)))
}

/// Takes `count` bytes.
fn take<'t>(rest: &mut &'t [u8], count: usize) -> Fit<&'t [u8]> {
    let (taken, after) = rest.split_at_checked(count).ok_or(Misfit::Form)?;
    *rest = after;
    Ok(taken)
}

fn skip_blank(rest: &mut &[u8]) {
    if let Some(after) = rest.strip_prefix(b" ") {
        *rest = after;
    }
}

fn in_range(number: i64, low: i64, high: i64, what: &'static str) -> Fit<i64> {
    if (low..=high).contains(&number) {
        Ok(number)
    } else {
        Err(Misfit::Range(what))
    }
}

/// Takes one of the names, or the first `length` bytes of one, in any case.
fn take_name(rest: &mut &[u8], names: &[&'static str], length: usize) -> Fit<i64> {
    for (index, name) in (0_i64..).zip(names) {
        let name = &name.as_bytes()[..name.len().min(length)];
        if rest.len() >= name.len() && rest[..name.len()].eq_ignore_ascii_case(name) {
            *rest = &rest[name.len()..];
            return Ok(index);
        }
    }
    Err(Misfit::Form)
}

fn digit(text: &[u8], index: usize) -> Option<i64> {
    text.get(index)
        .filter(|b| b.is_ascii_digit())
        .map(|b| i64::from(b - b'0'))
}

/// Takes one or two digits; exactly two when `fixed`.
fn take_number(rest: &mut &[u8], fixed: bool) -> Fit<i64> {
    let first = digit(rest, 0).ok_or(Misfit::Form)?;
    match digit(rest, 1) {
        Some(second) => {
            *rest = &rest[2..];
            Ok(first * 10 + second)
        }
        None if fixed => Err(Misfit::Form),
        None => {
            *rest = &rest[1..];
            Ok(first)
        }
    }
}

fn two_digits(text: &[u8]) -> Option<i64> {
    Some(digit(text, 0)? * 10 + digit(text, 1)?)
}

/// Takes up to three digits; exactly three when `fixed`.
fn take_year_day(rest: &mut &[u8], fixed: bool) -> Fit<i64> {
    let count = (0..3)
        .take_while(|&index| digit(rest, index).is_some())
        .count();
    if count == 0 || fixed && count != 3 {
        return Err(Misfit::Form);
    }
    atoi(take(rest, count)?).ok_or(Misfit::Form)
}

fn begins_fraction(rest: &[u8]) -> bool {
    matches!(rest.first(), Some(b'.' | b',')) && digit(rest, 1).is_some()
}

/// Takes a separator and all digits after it.
fn take_fraction(rest: &mut &[u8]) -> Fit<u32> {
    let digits = rest[1..].iter().take_while(|b| b.is_ascii_digit()).count();
    nanoseconds(take(rest, 1 + digits)?)
}

/// The nanoseconds of a fraction with its separator; digits beyond the ninth are dropped.
fn nanoseconds(fraction: &[u8]) -> Fit<u32> {
    if !matches!(fraction.first(), Some(b'.' | b',')) {
        return Err(Misfit::Form);
    }
    let digits = &fraction[1..fraction.len().min(10)];
    let number = atoi(digits).ok_or(Misfit::Form)?;
    if number < 0 {
        return Err(Misfit::Range("fractional second"));
    }
    let missing = u32::try_from(9 - digits.len()).unwrap_or(0);
    u32::try_from(number * 10_i64.pow(missing)).map_err(|_| Misfit::Form)
}

/// A number with an optional sign, made of digits only; nothing counts as 0.
fn atoi(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        _ => (false, text),
    };
    let mut number = 0_i64;
    for byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number
            .checked_mul(10)?
            .checked_add(i64::from(byte - b'0'))?;
    }
    Some(if negative { -number } else { number })
}
