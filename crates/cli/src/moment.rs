//! Times of records as they are shown.

use steersman_funcs::Stamp;
use steersman_release::Time;

use crate::environment::Environment;
use crate::ports::local_zone;

const ANSIC: &str = "Mon Jan _2 15:04:05 2006";
const RFC3339: &str = "2006-01-02T15:04:05Z07:00";
/// Go's time that is none.
const ZERO: &str = "0001-01-01T00:00:00Z";

/// Shows times.
#[derive(Debug)]
pub(crate) struct Moments {
    zone: String,
}

impl Moments {
    pub(crate) fn new(environment: &Environment) -> Self {
        Self {
            zone: local_zone(environment),
        }
    }

    /// As Go prints a time.
    pub(crate) fn text(&self, time: Time) -> String {
        self.stamp(time).to_string()
    }

    /// As a layout of Go says.
    pub(crate) fn format(&self, time: Time, layout: &str) -> String {
        self.stamp(time).format(layout)
    }

    /// As C prints a time; a time that is missing is Go's zero.
    pub(crate) fn ansic(&self, time: Option<Time>) -> String {
        self.format(or_zero(time), ANSIC)
    }

    /// As RFC 3339 writes it, to the second; a time that is missing is Go's zero.
    pub(crate) fn rfc3339(&self, time: Option<Time>) -> String {
        self.format(or_zero(time), RFC3339)
    }

    fn stamp(&self, time: Time) -> Stamp {
        Stamp::new(time.moment(), time.offset().seconds(), &self.zone)
    }
}

fn or_zero(time: Option<Time>) -> Time {
    time.unwrap_or_else(|| ZERO.parse().expect("it is written as RFC 3339 wants it"))
}
