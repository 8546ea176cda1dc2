//! Signals that ask for the end of an operation.

use std::io::Error;
#[cfg(unix)]
use std::io::{Read as _, Write as _, pipe, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
#[cfg(unix)]
use std::thread::Builder;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
#[cfg(unix)]
use signal_hook::low_level;
use steersman_plan::Cancellation;

/// What a shell adds to the number of the signal that ended a program.
const ENDED_BY_SIGNAL: i32 = 128;

/// What is said of the second signal.
#[cfg(unix)]
const AT_ONCE: &str = "cancelled again: ended at once, with everything as it is; the next command on the release finds \
    what was begun, and goes on or puts it in order\n";

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
        let heard = Arc::new(AtomicUsize::new(0));
        for (signal, number) in [(SIGINT, 2), (SIGTERM, 15)] {
            let switch = cancellation.switch();
            let ends = end_at_second(signal, &switch, &heard);
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

/// Ends the process when the signal comes and another one was heard before.
///
/// A signal handler may hardly do anything itself, so a thread says the last word; a third signal does not wait for it.
#[cfg(unix)]
fn end_at_second(
    signal: i32,
    _switch: &Arc<AtomicBool>,
    heard: &Arc<AtomicUsize>,
) -> Result<(), Error> {
    let code = ENDED_BY_SIGNAL + signal;
    let again = Arc::new(AtomicBool::new(false));
    flag::register_conditional_shutdown(signal, code, Arc::clone(&again))?;
    let (mut told, teller) = pipe()?;
    low_level::pipe::register(signal, teller)?;
    let heard = Arc::clone(heard);
    let wait = move || {
        while told.read_exact(&mut [0]).is_ok() {
            if heard.fetch_add(1, Ordering::Relaxed) > 0 {
                again.store(true, Ordering::Relaxed);
                // Whoever closed standard error does not want to know.
                let _said = stderr().write_all(AT_ONCE.as_bytes());
                low_level::exit(code);
            }
        }
    };
    Builder::new().name("signals".to_owned()).spawn(wait)?;
    Ok(())
}

/// The same in silence: what is registered first is looked at first, before the first signal sets the switch.
#[cfg(not(unix))]
fn end_at_second(
    signal: i32,
    switch: &Arc<AtomicBool>,
    _heard: &Arc<AtomicUsize>,
) -> Result<(), Error> {
    let code = ENDED_BY_SIGNAL + signal;
    flag::register_conditional_shutdown(signal, code, Arc::clone(switch)).map(drop)
}
