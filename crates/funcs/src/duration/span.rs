use std::fmt;

const MICROSECOND: u64 = 1_000;
const MILLISECOND: u64 = 1_000_000;
const SECOND_UNSIGNED: u64 = 1_000_000_000;
/// The nanoseconds of a second.
pub(crate) const SECOND: i64 = 1_000_000_000;

/// A Go `time.Duration`: a signed number of nanoseconds. Displays as `1h15m30.918s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Duration(pub(crate) i64);

impl Duration {
    /// A whole number of seconds; wraps as Go's multiplication does.
    pub(crate) fn from_seconds(seconds: i64) -> Self {
        Self(seconds.wrapping_mul(SECOND))
    }

    /// The duration as a fraction of a unit.
    #[expect(
        clippy::cast_precision_loss,
        reason = "whole units and the rest are converted apart, as Go does"
    )]
    pub(crate) fn in_units_of(self, unit: i64) -> f64 {
        (self.0 / unit) as f64 + (self.0 % unit) as f64 / unit as f64
    }

    /// The duration cut towards zero to a multiple of `multiple`; unchanged when that is not positive.
    pub(crate) fn truncate(self, multiple: Self) -> Self {
        if multiple.0 <= 0 {
            self
        } else {
            Self(self.0 - self.0 % multiple.0)
        }
    }

    /// The nearest multiple of `multiple`, halves away from zero; unchanged when that is not positive.
    pub(crate) fn round(self, multiple: Self) -> Self {
        if multiple.0 <= 0 {
            return self;
        }
        let rest = self.0 % multiple.0;
        let below = self.0 - rest;
        if rest.unsigned_abs() * 2 < multiple.0.unsigned_abs() {
            Self(below)
        } else if self.0 < 0 {
            Self(below.saturating_sub(multiple.0))
        } else {
            Self(below.saturating_add(multiple.0))
        }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.0.unsigned_abs();
        if self.0 < 0 {
            f.write_str("-")?;
        }
        match nanos {
            0 => f.write_str("0s"),
            _ if nanos < MICROSECOND => write!(f, "{nanos}ns"),
            _ if nanos < MILLISECOND => write!(f, "{}µs", Decimal(nanos, MICROSECOND)),
            _ if nanos < SECOND_UNSIGNED => write!(f, "{}ms", Decimal(nanos, MILLISECOND)),
            _ => {
                let minutes = nanos / (60 * SECOND_UNSIGNED);
                let seconds = Decimal(nanos % (60 * SECOND_UNSIGNED), SECOND_UNSIGNED);
                match (minutes / 60, minutes % 60) {
                    (0, 0) => write!(f, "{seconds}s"),
                    (0, minutes) => write!(f, "{minutes}m{seconds}s"),
                    (hours, minutes) => write!(f, "{hours}h{minutes}m{seconds}s"),
                }
            }
        }
    }
}

/// A number of parts of a unit, as a decimal number of units without trailing zeros.
struct Decimal(u64, u64);

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(parts, unit) = *self;
        write!(f, "{}", parts / unit)?;
        let mut rest = parts % unit;
        if rest == 0 {
            return Ok(());
        }
        let mut digits = unit.ilog10() as usize;
        while rest.is_multiple_of(10) {
            rest /= 10;
            digits -= 1;
        }
        write!(f, ".{rest:0digits$}")
    }
}
