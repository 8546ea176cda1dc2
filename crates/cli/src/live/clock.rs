//! The clock.

use std::time::Duration;

use steersman_funcs::offset_of;
use steersman_ops::Clock;
use steersman_plan::Cancellation;
use steersman_release::Time;

use crate::environment::Environment;
use crate::ports::local_zone;
use crate::time::now;

/// The clock of this machine, in its time zone.
#[derive(Debug)]
pub(crate) struct SystemClock {
    zone: String,
    cancellation: Cancellation,
}

/// How often it is looked whether sleeping is to end.
const PULSE: Duration = Duration::from_millis(100);

impl SystemClock {
    /// A clock that nobody sleeps by once an operation is cancelled.
    pub(crate) fn new(environment: &Environment, cancellation: Cancellation) -> Self {
        Self {
            cancellation,
            zone: local_zone(environment),
        }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Time {
        let now = now();
        Time::from_unix(now.seconds, now.nanos, offset_of(now.seconds, &self.zone))
    }

    fn sleep(&self, duration: Duration) {
        let mut left = duration;
        while !left.is_zero() && !self.cancellation.is_pending() {
            let part = left.min(PULSE);
            std::thread::sleep(part);
            left -= part;
        }
    }
}
