use std::sync::Mutex;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Holds requests back so that, after a burst, no more than so many go out each second.
#[derive(Debug)]
pub(crate) struct Throttle {
    interval: Duration,
    burst: u32,
    /// When the next request could go out if there were no burst.
    next: Mutex<Option<Instant>>,
}

impl Throttle {
    /// A throttle of `qps` requests a second after `burst` at once; none when nothing is to be held back.
    pub(crate) fn new(qps: f32, burst: i64) -> Option<Self> {
        let interval = Duration::try_from_secs_f32(1.0 / qps).ok()?;
        (qps > 0.0 && burst >= 0).then(|| Self {
            interval,
            burst: u32::try_from(burst.max(1)).unwrap_or(u32::MAX),
            next: Mutex::new(None),
        })
    }

    /// Waits until a request may go out.
    pub(crate) async fn admit(&self) {
        let at = self.reserve(Instant::now());
        sleep_until(at).await;
    }

    /// Takes the next place, which is never earlier than a burst before the steady rate.
    fn reserve(&self, now: Instant) -> Instant {
        let mut next = self
            .next
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let saved = self.interval.saturating_mul(self.burst - 1);
        let steady = next.unwrap_or(now).max(now);
        *next = Some(steady + self.interval);
        steady.checked_sub(saved).unwrap_or(now).max(now)
    }
}
