//! The clock.

use std::time::Duration;

use steersman_funcs::offset_of;
use steersman_ops::Clock;
use steersman_release::Time;

use crate::environment::Environment;
use crate::ports::local_zone;
use crate::time::now;

/// The clock of this machine, in its time zone.
#[derive(Debug)]
pub(crate) struct SystemClock {
    zone: String,
}

impl SystemClock {
    pub(crate) fn new(environment: &Environment) -> Self {
        Self {
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
        std::thread::sleep(duration);
    }
}
