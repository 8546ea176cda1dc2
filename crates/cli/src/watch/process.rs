use std::convert::Infallible;
use std::io::{self, Write as _};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use steersman_gotmpl::LimitError;
use steersman_render::{RenderLimits, SPARE_STACK};

use super::chart::{Course, Sight};
use super::limits::advice;
use super::meter::Meter;

/// How often to look, and how often when much memory is in use.
const PAUSE: Duration = Duration::from_millis(10);
const SHORT_PAUSE: Duration = Duration::from_millis(2);

/// The first thread of a process, which watches what charts cost that the second works on.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProcessWatch(Arc<Post>);

#[derive(Debug, Default)]
struct Post {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    courses: Vec<Course>,
    /// The first thread does not look now and then, and has to be woken.
    is_asleep: bool,
    /// The second thread ended without ending the process: it panicked.
    is_over: bool,
}

impl ProcessWatch {
    /// Runs `work` on a thread whose stack is large enough for deep templates, and watches it. That thread ends the
    /// process with the exit code: to wake the first one for it takes longer than some commands need.
    ///
    /// Returns why the system gives no thread.
    #[expect(
        clippy::disallowed_methods,
        reason = "the first thread does nothing but watch"
    )]
    pub(crate) fn run(&self, work: impl FnOnce() -> u8 + Send + 'static) -> io::Error {
        let stack = RenderLimits::default()
            .stack_bytes
            .saturating_add(2 * SPARE_STACK);
        let post = self.clone();
        let spawned = thread::Builder::new()
            .stack_size(stack)
            .spawn(move || -> Infallible {
                let _end = End(post);
                std::process::exit(work().into())
            });
        let worker = match spawned {
            Ok(worker) => worker,
            Err(error) => return error,
        };
        self.watch();
        match worker.join() {
            Ok(never) => match never {},
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }

    /// Watches this as well, until it is over.
    pub(super) fn add(&self, course: Course) {
        let mut state = self.lock();
        state.courses.push(course);
        if state.is_asleep {
            self.0.changed.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks now and then until the work is done.
    fn watch(&self) {
        let changed = &self.0.changed;
        let mut meter = None;
        let mut pause = PAUSE;
        let mut state = self.lock();
        while !state.is_over {
            let waited = changed.wait_timeout(state, pause);
            let timeout;
            (state, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            if !timeout.timed_out() {
                continue;
            }
            // Most commands are done, or have something to watch, before this.
            while state.courses.is_empty() && !state.is_over {
                state.is_asleep = true;
                state = changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                state.is_asleep = false;
            }
            state.courses.retain(|course| !course.is_over());
            let memory = meter.get_or_insert_with(Meter::new).memory();
            pause = PAUSE;
            for course in &state.courses {
                match course.look(memory) {
                    Sight::Fine => {}
                    Sight::Tight => pause = SHORT_PAUSE,
                    Sight::Hopeless(limit) => end_process(limit),
                }
            }
        }
    }
}

/// Tells of the end of the work, also when it panics.
struct End(ProcessWatch);

impl Drop for End {
    fn drop(&mut self) {
        self.0.lock().is_over = true;
        self.0.0.changed.notify_one();
    }
}

/// Ends the process from beside whatever it is doing.
#[expect(
    clippy::exit,
    clippy::disallowed_methods,
    reason = "the thread that should return is the one that does not end"
)]
fn end_process(limit: LimitError) -> ! {
    let what = match limit {
        LimitError::Memory(bytes) => {
            format!("needs more than the limit of {} MiB of memory", bytes >> 20)
        }
        LimitError::Time(time) => format!("takes longer than the limit of {time:?}"),
        other => other.to_string(),
    };
    let advice = advice(limit).map_or_else(String::new, |advice| format!("hint: {advice}\n"));
    let text = format!("{advice}Error: the chart {what}\n");
    // Nobody is left to tell when this fails.
    drop(io::stderr().write_all(text.as_bytes()));
    std::process::exit(1)
}
