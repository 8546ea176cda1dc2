use jiff::Timestamp;

use super::{Time, Zone};

/// A moment with an offset from UTC, for texts that are not templates.
///
/// It is shown as Go shows a time that was read from a text: in the zone of the machine when that has the offset, else
/// in a zone without a name.
#[derive(Clone, Debug)]
pub struct Stamp(Time);

impl Stamp {
    /// The moment at which clocks that are `offset` seconds ahead of UTC show this; `local` names the zone of the
    /// machine.
    pub fn new(moment: Timestamp, offset: i32, local: &str) -> Self {
        let seconds = moment.as_second();
        let nanos = moment.subsec_nanosecond();
        // Before 1970 the fraction counts backwards.
        let (seconds, nanos) = match u32::try_from(nanos) {
            Ok(nanos) => (seconds, nanos),
            Err(_) => (seconds - 1, nanos.unsigned_abs().abs_diff(1_000_000_000)),
        };
        let local = Zone::local(local);
        let zone = if offset == 0 {
            Zone::load("UTC")
        } else if local.offset(seconds) == i64::from(offset) {
            local.clone()
        } else {
            Zone::fixed("", i64::from(offset))
        };
        Self(Time::from_unix(seconds, nanos, zone, local))
    }

    /// As a layout of Go says.
    pub fn format(&self, layout: &str) -> String {
        String::from_utf8_lossy(&self.0.format(layout.as_bytes())).into_owned()
    }
}

/// How many seconds clocks in a zone are ahead of UTC, so many seconds after 1970.
pub fn offset_of(seconds: i64, zone: &str) -> i32 {
    i32::try_from(Zone::local(zone).offset(seconds)).unwrap_or_default()
}

/// As Go's `String()`: `2006-01-02 15:04:05.999999999 -0700 MST`.
impl std::fmt::Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0.text()))
    }
}
