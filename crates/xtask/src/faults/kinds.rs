use std::time::Duration;

use steersman_testbed::{Fault, Seen};

/// What is called so does this to a request.
type Named = (&'static str, fn(&Seen) -> Fault);

/// Faults that pass: what meets them has to succeed all the same.
pub(super) const PASSING: [Named; 8] = [
    ("latency of 100 ms", |_| {
        Fault::Delay(Duration::from_millis(100))
    }),
    ("429 for every third request", |seen| {
        every(
            seen,
            3,
            Fault::Answer(429, (seen.number % 2 == 0).then_some(0)),
        )
    }),
    ("500 for every fourth request", |seen| {
        every(seen, 4, Fault::Answer(500, None))
    }),
    ("503 for every fourth request", |seen| {
        every(seen, 4, Fault::Answer(503, Some(0)))
    }),
    ("every fourth connection reset", |seen| {
        every(seen, 4, Fault::Reset)
    }),
    ("every third answer lost", |seen| {
        every(seen, 3, Fault::LoseAnswer)
    }),
    ("watches dropped after 50 ms", |seen| {
        watches(seen, Fault::CutAfter(Duration::from_millis(50)))
    }),
    ("watches refused, dropped, expired in turn", |seen| {
        let fault = match seen.number % 4 {
            0 => Fault::Answer(410, None),
            1 => Fault::Reset,
            2 => Fault::Answer(500, None),
            _ => Fault::CutAfter(Duration::from_millis(20)),
        };
        watches(seen, fault)
    }),
];

fn every(seen: &Seen, nth: usize, fault: Fault) -> Fault {
    if seen.number.is_multiple_of(nth) {
        fault
    } else {
        Fault::None
    }
}

/// Every other watch meets the fault; the others last.
fn watches(seen: &Seen, fault: Fault) -> Fault {
    if seen.is_watch() && !seen.number.is_multiple_of(5) {
        fault
    } else {
        Fault::None
    }
}
