use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use steersman_gotmpl::{Interrupt, LimitError};
use steersman_render::RenderLimits;

use super::limits::{ChartLimits, advice};
use super::meter::processor_time;
use crate::environment::Environment;
use crate::error::CliError;

/// How long the template engine may take to notice an interrupt before the process ends without it.
const GRACE: Duration = Duration::from_millis(150);

/// Watches what a chart costs, from its loading to its output; ends with the value.
///
/// First the template engine is interrupted, because it knows the place; when that is not enough the process ends
/// here, with an error. Files are only ever replaced whole, so there is nothing to clean up.
#[derive(Debug)]
pub(crate) struct ChartWatch {
    limits: ChartLimits,
    start: Duration,
    shared: Arc<Shared>,
    /// Whether this thread has the stack that templates may need.
    has_stack: bool,
}

#[derive(Debug, Default)]
struct Shared {
    interrupt: Interrupt,
    /// Microseconds beyond the limit, for work that is known to take long.
    allowance: AtomicU64,
    is_over: AtomicBool,
}

impl ChartWatch {
    /// Begins to watch.
    ///
    /// # Errors
    /// When a variable of the environment holds no number.
    pub(crate) fn start(environment: &Environment) -> Result<Self, CliError> {
        let limits = ChartLimits::from_environment(environment)?;
        let watch = Self {
            limits,
            start: processor_time(),
            shared: Arc::default(),
            has_stack: environment.process.is_some(),
        };
        // Elsewhere there are still the limits of the engine.
        if let Some(process) = &environment.process {
            process.add(watch.course());
        }
        Ok(watch)
    }

    /// What the templates may use.
    pub(crate) fn render_limits(&self) -> RenderLimits {
        RenderLimits {
            is_prepared: self.has_stack,
            ..self.limits.render_limits()
        }
    }

    /// Allows half a millisecond for each template, up to 5,000: umbrellas of hundreds of charts may take longer.
    pub(crate) fn expect_templates(&self, count: usize) {
        let allowance = u64::try_from(count.min(5000)).unwrap_or_default() * 500;
        self.shared
            .allowance
            .fetch_add(allowance, Ordering::Relaxed);
    }

    /// Allows for work that is not the chart's: indexes of repositories may be large, and are read on all processors.
    pub(crate) fn expect_downloads(&self) {
        const ALLOWANCE: Duration = Duration::from_mins(1);
        let allowance = u64::try_from(ALLOWANCE.as_micros()).unwrap_or_default();
        self.shared
            .allowance
            .fetch_add(allowance, Ordering::Relaxed);
    }

    /// Gives the next chart as much time as the first had.
    pub(crate) fn renew(&self) {
        let used = processor_time().saturating_sub(self.start).as_micros();
        let used = u64::try_from(used).unwrap_or(u64::MAX);
        self.shared.allowance.store(used, Ordering::Relaxed);
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this measures, it does not tell the time"
    )]
    fn course(&self) -> Course {
        Course {
            limits: self.limits,
            start: self.start,
            began: Instant::now(),
            shared: Arc::clone(&self.shared),
        }
    }

    /// The end of those who are watched.
    pub(crate) fn watched(&self) -> Watched {
        Watched(Arc::clone(&self.shared))
    }
}

/// What work that is watched knows of the watch.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watched(Arc<Shared>);

impl Watched {
    /// What interrupts the templates.
    pub(crate) fn interrupt(&self) -> Interrupt {
        self.0.interrupt.clone()
    }

    /// Tells of work that is known to take long, in steps of templates. Each is allowed four microseconds: keys take
    /// very different times to find.
    pub(crate) fn expect_work(&self, steps: u64) {
        let allowance = steps.saturating_mul(4);
        self.0.allowance.fetch_add(allowance, Ordering::Relaxed);
    }
}

impl Drop for ChartWatch {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::Relaxed);
    }
}

/// The end of the one who watches.
#[derive(Debug)]
pub(super) struct Course {
    limits: ChartLimits,
    start: Duration,
    began: Instant,
    shared: Arc<Shared>,
}

/// What one look at a chart's work says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// All is well.
    Fine,
    /// Much memory is in use.
    Tight,
    /// The templates do not notice that they are interrupted.
    Hopeless(LimitError),
}

impl Course {
    pub(super) fn is_over(&self) -> bool {
        self.shared.is_over.load(Ordering::Relaxed)
    }

    /// Compares what was used with the limits, and interrupts the templates beyond one.
    pub(super) fn look(&self, memory: u64) -> Sight {
        let limits = &self.limits;
        let allowance = Duration::from_micros(self.shared.allowance.load(Ordering::Relaxed));
        let most = limits.time.saturating_add(allowance);
        let time = processor_time().saturating_sub(self.start);
        // A busy machine gives less time than passes; whoever waits for half a long chart waits long enough.
        let waited = self.began.elapsed().mul_f64(0.6);
        let time = time.max(waited.min(time * 2));
        let reached = if time > most {
            Some(LimitError::Time(limits.time))
        } else if memory > limits.memory {
            Some(LimitError::Memory(limits.memory))
        } else {
            None
        };
        if let Some(limit) = reached {
            self.shared.interrupt.set(limit);
            let is_hopeless = time > most.saturating_add(GRACE)
                || memory > limits.memory.saturating_add(limits.memory / 5);
            if is_hopeless {
                return Sight::Hopeless(limit);
            }
        }
        if memory > limits.memory / 4 {
            Sight::Tight
        } else {
            Sight::Fine
        }
    }
}

/// The error with advice on the limit that was reached.
pub(crate) fn with_limit_advice(error: CliError, limit: LimitError) -> CliError {
    CliError {
        advice: advice(limit),
        ..error
    }
}
