use super::Time;
use super::layout::{Element, OffsetForm, next_element};
use super::moment::Civil;
use super::names::{month_name, weekday_name};

/// The layout of `time.RFC3339Nano`.
pub(super) const RFC3339_NANO: &[u8] = b"2006-01-02T15:04:05.999999999Z07:00";

/// What `String()` of a time shows, without the monotonic clock.
const STRING: &[u8] = b"2006-01-02 15:04:05.999999999 -0700 MST";

impl Time {
    /// The time as `layout` shows it.
    pub(crate) fn format(&self, layout: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(layout.len() + 10);
        let civil = self.civil();
        let mut rest = layout;
        loop {
            let (before, element, after) = next_element(rest);
            out.extend_from_slice(before);
            let Some(element) = element else { return out };
            self.append(&mut out, element, &civil);
            rest = after;
        }
    }

    /// What `String()` returns: with the reading of the monotonic clock if there is one.
    pub(super) fn text(&self) -> Vec<u8> {
        let mut out = self.format(STRING);
        if let Some(reading) = self.monotonic {
            let sign = if reading < 0 { '-' } else { '+' };
            let nanos = reading.unsigned_abs();
            let text = format!(
                " m={sign}{}.{:09}",
                nanos / 1_000_000_000,
                nanos % 1_000_000_000
            );
            out.extend_from_slice(text.as_bytes());
        }
        out
    }

    fn append(&self, out: &mut Vec<u8>, element: Element, civil: &Civil) {
        let hour12 = if civil.hour % 12 == 0 {
            12
        } else {
            civil.hour % 12
        };
        let half = if civil.hour >= 12 {
            ("PM", "pm")
        } else {
            ("AM", "am")
        };
        match element {
            Element::LongMonth => append_text(out, month_name(civil.month).unwrap_or_default()),
            Element::ShortMonth => {
                append_text(out, &month_name(civil.month).unwrap_or_default()[..3]);
            }
            Element::Month => append_number(out, civil.month, 0),
            Element::PaddedMonth => append_number(out, civil.month, 2),
            Element::LongWeekday => {
                append_text(out, weekday_name(self.weekday()).unwrap_or_default());
            }
            Element::ShortWeekday => {
                append_text(out, &weekday_name(self.weekday()).unwrap_or_default()[..3]);
            }
            Element::Day => append_number(out, civil.day, 0),
            Element::SpacedDay => append_text(out, &format!("{:2}", civil.day)),
            Element::PaddedDay => append_number(out, civil.day, 2),
            Element::SpacedYearDay => append_text(out, &format!("{:3}", self.year_day())),
            Element::PaddedYearDay => append_number(out, self.year_day(), 3),
            Element::Hour => append_number(out, civil.hour, 2),
            Element::Hour12 => append_number(out, hour12, 0),
            Element::PaddedHour12 => append_number(out, hour12, 2),
            Element::Minute => append_number(out, civil.minute, 0),
            Element::PaddedMinute => append_number(out, civil.minute, 2),
            Element::Second => append_number(out, civil.second, 0),
            Element::PaddedSecond => append_number(out, civil.second, 2),
            Element::LongYear => append_number(out, civil.year, 4),
            Element::ShortYear => append_number(out, civil.year.abs() % 100, 2),
            Element::UpperHalf => append_text(out, half.0),
            Element::LowerHalf => append_text(out, half.1),
            Element::ZoneName => self.append_zone_name(out),
            Element::Offset { iso, form } => {
                append_offset(out, self.zone.offset(self.seconds), iso, form);
            }
            Element::Fraction {
                digits,
                trim,
                comma,
            } => self.append_fraction(out, digits, trim, comma),
        }
    }

    fn append_zone_name(&self, out: &mut Vec<u8>) {
        let info = self.zone_info();
        if info.name.is_empty() {
            append_offset(out, info.offset, false, OffsetForm::Minutes);
        } else {
            append_text(out, &info.name);
        }
    }

    #[expect(
        clippy::fn_params_excessive_bools,
        reason = "both are flags of the layout element"
    )]
    fn append_fraction(&self, out: &mut Vec<u8>, digits: usize, trim: bool, comma: bool) {
        if trim && self.nanos == 0 {
            return;
        }
        let text = format!("{:09}", self.nanos);
        let mut shown = &text[..digits.min(9)];
        if trim {
            shown = shown.trim_end_matches('0');
            if shown.is_empty() {
                return;
            }
        }
        out.push(if comma { b',' } else { b'.' });
        append_text(out, shown);
    }
}

fn append_text(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

/// Appends a number with at least `width` digits, the sign not counted.
fn append_number(out: &mut Vec<u8>, number: i64, width: usize) {
    if number < 0 {
        out.push(b'-');
    }
    append_text(out, &format!("{:0width$}", number.unsigned_abs()));
}

fn append_offset(out: &mut Vec<u8>, offset: i64, iso: bool, form: OffsetForm) {
    if iso && offset == 0 {
        out.push(b'Z');
        return;
    }
    let minutes = offset / 60;
    // The sign is that of the minutes: an offset of a few seconds west counts as east, as in Go.
    let (sign, minutes, seconds) = if minutes < 0 {
        (b'-', -minutes, -offset)
    } else {
        (b'+', minutes, offset)
    };
    out.push(sign);
    append_number(out, minutes / 60, 2);
    if matches!(form, OffsetForm::ColonMinutes | OffsetForm::ColonSeconds) {
        out.push(b':');
    }
    if form != OffsetForm::Hours {
        append_number(out, minutes % 60, 2);
    }
    if form == OffsetForm::ColonSeconds {
        out.push(b':');
    }
    if matches!(form, OffsetForm::Seconds | OffsetForm::ColonSeconds) {
        append_number(out, seconds % 60, 2);
    }
}
