use super::Zone;
use super::calendar::{DAY, civil_from_days, day_of_year, days_from_civil, weekday};
use super::zone::ZoneInfo;
use crate::duration::{Duration, SECOND};
use crate::env::Now;

/// Unix seconds of 0001-01-01, Go's zero time.
const ZERO: i64 = -62_135_596_800;

/// A Go `time.Time`.
#[derive(Clone, Debug)]
pub(crate) struct Time {
    /// Unix seconds.
    pub(super) seconds: i64,
    /// Nanoseconds of the second.
    pub(super) nanos: u32,
    /// The reading of the monotonic clock, for times that come from the clock.
    pub(super) monotonic: Option<i64>,
    pub(super) zone: Zone,
    /// What `time.Local` is here, for the method `Local`.
    pub(super) local: Zone,
}

/// A calendar date with a time of day. The parts may lie outside their range.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Civil {
    pub(crate) year: i64,
    pub(crate) month: i64,
    pub(crate) day: i64,
    pub(crate) hour: i64,
    pub(crate) minute: i64,
    pub(crate) second: i64,
    pub(crate) nanos: u32,
}

impl Time {
    pub(super) fn from_unix(seconds: i64, nanos: u32, zone: Zone, local: Zone) -> Self {
        Self {
            seconds,
            nanos,
            monotonic: None,
            zone,
            local,
        }
    }

    /// The zero time, in UTC.
    pub(super) fn zero(local: Zone) -> Self {
        Self::from_unix(ZERO, 0, Zone::Utc, local)
    }

    pub(super) fn now(now: Now, local: Zone) -> Self {
        let seconds = now.unix_nanos.div_euclid(i128::from(SECOND));
        let nanos = now.unix_nanos.rem_euclid(i128::from(SECOND));
        Self {
            seconds: i64::try_from(seconds).unwrap_or(i64::MAX),
            nanos: u32::try_from(nanos).unwrap_or(0),
            monotonic: Some(now.monotonic_nanos),
            zone: local.clone(),
            local,
        }
    }

    /// The moment at which clocks in `zone` show `civil` (`time.Date`).
    pub(crate) fn from_civil(civil: Civil, zone: Zone, local: Zone) -> Self {
        let days = days_from_civil(civil.year, civil.month, civil.day);
        let clock = i128::from(civil.hour) * 3600
            + i128::from(civil.minute) * 60
            + i128::from(civil.second);
        let unix = wrap(days * i128::from(DAY) + clock);
        // The zone is asked first as if this were UTC, then again for what that makes of it.
        let offset = match zone.offset(unix) {
            0 => 0,
            guess => zone.offset(unix.wrapping_sub(guess)),
        };
        Self::from_unix(unix.wrapping_sub(offset), civil.nanos, zone, local)
    }

    /// The same moment in another zone.
    pub(crate) fn in_zone(&self, zone: Zone) -> Self {
        Self {
            monotonic: None,
            zone,
            ..self.clone()
        }
    }

    /// The name of the zone of this time.
    pub(crate) fn zone_name(&self) -> &str {
        self.zone.name()
    }

    /// What clocks in the zone of this time show, as seconds since 1970-01-01 there.
    fn local_seconds(&self) -> i64 {
        self.seconds.wrapping_add(self.zone.offset(self.seconds))
    }

    /// Days since 1970-01-01 in the zone of this time.
    pub(super) fn days(&self) -> i64 {
        self.local_seconds().div_euclid(DAY)
    }

    pub(super) fn civil(&self) -> Civil {
        let local = self.local_seconds();
        let (year, month, day) = civil_from_days(local.div_euclid(DAY));
        let clock = local.rem_euclid(DAY);
        Civil {
            year,
            month,
            day,
            hour: clock / 3600,
            minute: clock / 60 % 60,
            second: clock % 60,
            nanos: self.nanos,
        }
    }

    pub(super) fn weekday(&self) -> i64 {
        weekday(self.days())
    }

    pub(super) fn year_day(&self) -> i64 {
        let civil = self.civil();
        day_of_year(civil.year, civil.month, civil.day)
    }

    pub(super) fn zone_info(&self) -> ZoneInfo {
        self.zone.info(self.seconds)
    }

    pub(super) fn is_zero(&self) -> bool {
        (self.seconds, self.nanos) == (ZERO, 0)
    }

    /// Nanoseconds since the Unix epoch.
    pub(super) fn unix_nanos(&self) -> i128 {
        i128::from(self.seconds) * i128::from(SECOND) + i128::from(self.nanos)
    }

    pub(super) fn add(&self, duration: Duration) -> Self {
        let nanos = i128::from(self.nanos) + i128::from(duration.0);
        let seconds = wrap(i128::from(self.seconds) + nanos.div_euclid(i128::from(SECOND)));
        Self {
            seconds,
            nanos: u32::try_from(nanos.rem_euclid(i128::from(SECOND))).unwrap_or(0),
            monotonic: self
                .monotonic
                .and_then(|reading| reading.checked_add(duration.0)),
            ..self.clone()
        }
    }

    /// The time from `earlier` to this one; saturates.
    pub(super) fn since(&self, earlier: &Self) -> Duration {
        if let (Some(end), Some(start)) = (self.monotonic, earlier.monotonic) {
            return Duration(end.saturating_sub(start));
        }
        let nanos = self.unix_nanos() - earlier.unix_nanos();
        let limit = if nanos < 0 { i64::MIN } else { i64::MAX };
        Duration(i64::try_from(nanos).unwrap_or(limit))
    }

    pub(super) fn add_date(&self, years: i64, months: i64, days: i64) -> Self {
        let civil = self.civil();
        let moved = Civil {
            year: civil.year.wrapping_add(years),
            month: civil.month.wrapping_add(months),
            day: civil.day.wrapping_add(days),
            ..civil
        };
        Self::from_civil(moved, self.zone.clone(), self.local.clone())
    }

    /// The part of a multiple of `duration` that has passed since the zero time.
    fn remainder(&self, duration: Duration) -> Duration {
        let nanos = self.unix_nanos() - i128::from(ZERO) * i128::from(SECOND);
        Duration(wrap(nanos.rem_euclid(i128::from(duration.0))))
    }

    /// Down to a multiple of `duration` since the zero time.
    pub(super) fn truncate(&self, duration: Duration) -> Self {
        let plain = self.in_zone(self.zone.clone());
        if duration.0 <= 0 {
            return plain;
        }
        plain.add(Duration(-self.remainder(duration).0))
    }

    /// To the nearest multiple of `duration` since the zero time, halves up.
    pub(super) fn round(&self, duration: Duration) -> Self {
        let plain = self.in_zone(self.zone.clone());
        if duration.0 <= 0 {
            return plain;
        }
        let rest = self.remainder(duration).0;
        let below = rest.unsigned_abs() * 2 < duration.0.unsigned_abs();
        plain.add(Duration(if below { -rest } else { duration.0 - rest }))
    }

    /// Whether two times are the same moment.
    pub(super) fn is_same_moment(&self, other: &Self) -> bool {
        match (self.monotonic, other.monotonic) {
            (Some(a), Some(b)) => a == b,
            _ => (self.seconds, self.nanos) == (other.seconds, other.nanos),
        }
    }

    /// Whether this time is later.
    pub(super) fn is_after(&self, other: &Self) -> bool {
        match (self.monotonic, other.monotonic) {
            (Some(a), Some(b)) => a > b,
            _ => (self.seconds, self.nanos) > (other.seconds, other.nanos),
        }
    }
}

/// The date and time of a Unix time in UTC.
pub(crate) fn civil_of(seconds: i64) -> Civil {
    Time::from_unix(seconds, 0, Zone::Utc, Zone::Utc).civil()
}

/// The low 64 bits, as Go's arithmetic keeps them.
#[expect(clippy::cast_possible_truncation, reason = "Go's integers wrap around")]
fn wrap(n: i128) -> i64 {
    n as i64
}
