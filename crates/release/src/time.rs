use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;

/// A moment with the offset from UTC at which it was written, to the nanosecond.
///
/// Two times are equal when moment and offset are; they are ordered by moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Time {
    moment: Timestamp,
    offset: Offset,
}

/// The text is no RFC 3339 time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no RFC 3339 time")]
pub struct InvalidTime(pub String);

impl Time {
    /// The moment `moment`, as a clock at `offset` shows it.
    pub fn new(moment: Timestamp, offset: Offset) -> Self {
        Self { moment, offset }
    }

    /// The moment so many seconds and nanoseconds after 1970, as a clock shows it that is `offset` seconds ahead of UTC.
    /// Moments and offsets that no clock shows become the nearest.
    pub fn from_unix(seconds: i64, nanos: u32, offset: i32) -> Self {
        let nanos = i32::try_from(nanos).unwrap_or(999_999_999);
        Self {
            moment: Timestamp::new(seconds, nanos).unwrap_or(Timestamp::MAX),
            offset: Offset::from_seconds(offset).unwrap_or(Offset::UTC),
        }
    }

    /// The moment.
    pub fn moment(self) -> Timestamp {
        self.moment
    }

    /// The offset from UTC.
    pub fn offset(self) -> Offset {
        self.offset
    }
}

impl Ord for Time {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.moment
            .cmp(&other.moment)
            .then(self.offset.cmp(&other.offset))
    }
}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for Time {
    type Err = InvalidTime;

    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        let invalid = || InvalidTime(text.to_owned());
        let moment: Timestamp = text.parse().map_err(|_| invalid())?;
        let offset = Pieces::parse(text)
            .map_err(|_| invalid())?
            .to_numeric_offset()
            .unwrap_or(Offset::UTC);
        Ok(Self { moment, offset })
    }
}

/// As Go's `RFC3339Nano` writes it: no zeros at the end of the fraction, `Z` for UTC.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.offset.to_datetime(self.moment);
        write!(
            f,
            "{:04}-{:02}-{:02}T",
            local.year(),
            local.month(),
            local.day()
        )?;
        write!(
            f,
            "{:02}:{:02}:{:02}",
            local.hour(),
            local.minute(),
            local.second()
        )?;
        let nanoseconds = local.subsec_nanosecond();
        if nanoseconds != 0 {
            write!(f, ".{}", format!("{nanoseconds:09}").trim_end_matches('0'))?;
        }
        let minutes = self.offset.seconds() / 60;
        if minutes == 0 {
            return f.write_str("Z");
        }
        let sign = if minutes < 0 { '-' } else { '+' };
        write!(
            f,
            "{sign}{:02}:{:02}",
            minutes.abs() / 60,
            minutes.abs() % 60
        )
    }
}
