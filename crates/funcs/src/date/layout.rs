/// A part of a layout that stands for a part of a time. Named by how the reference time writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// `January`
    LongMonth,
    /// `Jan`
    ShortMonth,
    /// `1`
    Month,
    /// `01`
    PaddedMonth,
    /// `Monday`
    LongWeekday,
    /// `Mon`
    ShortWeekday,
    /// `2`
    Day,
    /// `_2`
    SpacedDay,
    /// `02`
    PaddedDay,
    /// `__2`
    SpacedYearDay,
    /// `002`
    PaddedYearDay,
    /// `15`
    Hour,
    /// `3`
    Hour12,
    /// `03`
    PaddedHour12,
    /// `4`
    Minute,
    /// `04`
    PaddedMinute,
    /// `5`
    Second,
    /// `05`
    PaddedSecond,
    /// `2006`
    LongYear,
    /// `06`
    ShortYear,
    /// `PM`
    UpperHalf,
    /// `pm`
    LowerHalf,
    /// `MST`
    ZoneName,
    /// `-0700` and its kin; with `iso` the `Z` forms.
    Offset { iso: bool, form: OffsetForm },
    /// `.000` or `,999`
    Fraction {
        digits: usize,
        trim: bool,
        comma: bool,
    },
}

/// How the offset of a zone is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OffsetForm {
    /// `07`
    Hours,
    /// `0700`
    Minutes,
    /// `07:00`
    ColonMinutes,
    /// `070000`
    Seconds,
    /// `07:00:00`
    ColonSeconds,
}

/// The forms of an offset, in the order in which they are tried.
const OFFSETS: [(&[u8], OffsetForm); 5] = [
    (b"070000", OffsetForm::Seconds),
    (b"07:00:00", OffsetForm::ColonSeconds),
    (b"0700", OffsetForm::Minutes),
    (b"07:00", OffsetForm::ColonMinutes),
    (b"07", OffsetForm::Hours),
];

/// The first element of a layout: the text before it, it, and the layout after it.
pub(super) fn next_element(layout: &[u8]) -> (&[u8], Option<Element>, &[u8]) {
    for start in 0..layout.len() {
        if let Some((skip, length, element)) = element_at(&layout[start..]) {
            let begin = start + skip;
            return (&layout[..begin], Some(element), &layout[begin + length..]);
        }
    }
    (layout, None, b"")
}

/// The element at the start of `text`: what belongs to the text before it, its length, and it.
fn element_at(text: &[u8]) -> Option<(usize, usize, Element)> {
    let plain = |length: usize, element: Element| Some((0, length, element));
    match text {
        [b'J', ..] => word(
            text,
            b"January",
            b"Jan",
            [Element::LongMonth, Element::ShortMonth],
        )
        .map(|(length, e)| (0, length, e)),
        [b'M', b'S', b'T', ..] => plain(3, Element::ZoneName),
        [b'M', ..] => word(
            text,
            b"Monday",
            b"Mon",
            [Element::LongWeekday, Element::ShortWeekday],
        )
        .map(|(length, e)| (0, length, e)),
        [b'0', digit @ b'1'..=b'6', ..] => plain(2, padded(*digit)),
        [b'0', b'0', b'2', ..] => plain(3, Element::PaddedYearDay),
        [b'1', b'5', ..] => plain(2, Element::Hour),
        [b'1', ..] => plain(1, Element::Month),
        [b'2', b'0', b'0', b'6', ..] => plain(4, Element::LongYear),
        [b'2', ..] => plain(1, Element::Day),
        // The underscore before a year is text.
        [b'_', b'2', b'0', b'0', b'6', ..] => Some((1, 4, Element::LongYear)),
        [b'_', b'2', ..] => plain(2, Element::SpacedDay),
        [b'_', b'_', b'2', ..] => plain(3, Element::SpacedYearDay),
        [b'3', ..] => plain(1, Element::Hour12),
        [b'4', ..] => plain(1, Element::Minute),
        [b'5', ..] => plain(1, Element::Second),
        [b'P', b'M', ..] => plain(2, Element::UpperHalf),
        [b'p', b'm', ..] => plain(2, Element::LowerHalf),
        [sign @ (b'-' | b'Z'), rest @ ..] => {
            let (form_text, form) = OFFSETS
                .into_iter()
                .find(|(form, _)| rest.starts_with(form))?;
            plain(
                1 + form_text.len(),
                Element::Offset {
                    iso: *sign == b'Z',
                    form,
                },
            )
        }
        [separator @ (b'.' | b','), digit @ (b'0' | b'9'), ..] => {
            let digits = text[1..].iter().take_while(|b| *b == digit).count();
            if text.get(1 + digits).is_some_and(u8::is_ascii_digit) {
                return None;
            }
            plain(
                1 + digits,
                Element::Fraction {
                    digits,
                    trim: *digit == b'9',
                    comma: *separator == b',',
                },
            )
        }
        _ => None,
    }
}

/// The long or the short form of a name; the short one only if no lower case letter follows.
fn word(
    text: &[u8],
    long: &[u8],
    short: &[u8],
    elements: [Element; 2],
) -> Option<(usize, Element)> {
    if text.starts_with(long) {
        return Some((long.len(), elements[0]));
    }
    let followed = text.get(short.len()).is_some_and(u8::is_ascii_lowercase);
    (text.starts_with(short) && !followed).then_some((short.len(), elements[1]))
}

/// `01` to `06`
fn padded(digit: u8) -> Element {
    match digit {
        b'1' => Element::PaddedMonth,
        b'2' => Element::PaddedDay,
        b'3' => Element::PaddedHour12,
        b'4' => Element::PaddedMinute,
        b'5' => Element::PaddedSecond,
        _ => Element::ShortYear,
    }
}
