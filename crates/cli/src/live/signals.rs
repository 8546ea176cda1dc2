//! Signals that ask for the end of an operation.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use steersman_plan::Cancellation;

/// What a shell adds to the number of the signal that ended a program.
const ENDED_BY_SIGNAL: i32 = 128;

/// The first SIGINT or SIGTERM asks an operation to end in order; a second one ends the process at once.
#[derive(Debug, Default)]
pub(crate) struct Signals {
    number: Arc<AtomicUsize>,
    listening: AtomicBool,
}

impl Signals {
    /// Listens from now on, for as long as the process runs.
    pub(crate) fn listen(&self, cancellation: &Cancellation) {
        if self.listening.swap(true, Ordering::Relaxed) {
            return;
        }
        for (signal, number) in [(SIGINT, 2), (SIGTERM, 15)] {
            let switch = cancellation.switch();
            // What comes first is looked at first: the switch is not set yet when the first signal comes.
            let ends = flag::register_conditional_shutdown(
                signal,
                ENDED_BY_SIGNAL + signal,
                Arc::clone(&switch),
            );
            let counts = flag::register_usize(signal, Arc::clone(&self.number), number);
            // Where nobody can listen the signal does what it always does.
            if ends.is_ok() && counts.is_ok() {
                let _registered = flag::register(signal, switch).is_ok();
            }
        }
    }

    /// The exit code of a program that the signal that came would have ended.
    pub(crate) fn exit_code(&self) -> Option<u8> {
        let number = u8::try_from(self.number.load(Ordering::Relaxed)).ok();
        number
            .filter(|number| *number != 0)
            .map(|number| 128 + number)
    }
}
