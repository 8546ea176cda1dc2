use std::time::Duration;

use steersman_gotmpl::LimitError;
use steersman_render::RenderLimits;

use crate::environment::Environment;
use crate::error::CliError;

const TIME: &str = "STEER_MAX_TIME";
const MEMORY: &str = "STEER_MAX_MEMORY";
const STEPS: &str = "STEER_MAX_STEPS";
const OUTPUT: &str = "STEER_MAX_OUTPUT";

/// What a chart may use. The environment can say otherwise.
#[derive(Clone, Copy, Debug)]
pub(super) struct ChartLimits {
    /// Processor time of the whole process.
    pub(super) time: Duration,
    /// Bytes of memory of the whole process.
    pub(super) memory: u64,
    steps: u64,
    output: usize,
}

impl ChartLimits {
    /// # Errors
    /// When a variable holds no number.
    pub(super) fn from_environment(environment: &Environment) -> Result<Self, CliError> {
        let seconds = number(environment, TIME)?.unwrap_or(1.0_f64);
        let mebibytes = |name, usual: u64| -> Result<u64, CliError> {
            Ok(number(environment, name)?
                .unwrap_or(usual)
                .saturating_mul(1 << 20))
        };
        let usual = RenderLimits::default();
        Ok(Self {
            time: Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX),
            memory: mebibytes(MEMORY, 200)?,
            steps: number(environment, STEPS)?.unwrap_or(usual.steps),
            output: mebibytes(OUTPUT, 64)?.try_into().unwrap_or(usize::MAX),
        })
    }

    /// What the template engine watches itself.
    pub(super) fn render_limits(&self) -> RenderLimits {
        let usual = RenderLimits::default();
        RenderLimits {
            time: usual.time.max(self.time),
            steps: self.steps,
            output_bytes: self.output,
            ..usual
        }
    }
}

fn number<T: std::str::FromStr>(
    environment: &Environment,
    name: &str,
) -> Result<Option<T>, CliError> {
    let Some(text) = environment.filled(name) else {
        return Ok(None);
    };
    let number = text.parse();
    number
        .map(Some)
        .map_err(|_| CliError::new(format!("{name}: `{text}` is not a number")))
}

/// How to raise a limit.
pub(super) fn advice(limit: LimitError) -> Option<String> {
    let (name, unit) = match limit {
        LimitError::Time(_) => (TIME, "seconds"),
        LimitError::Memory(_) => (MEMORY, "MiB"),
        LimitError::Steps(_) => (STEPS, "steps"),
        LimitError::Output(_) => (OUTPUT, "MiB"),
        _ => return None,
    };
    Some(format!(
        "for a chart you trust, {name} in the environment raises the limit ({unit})"
    ))
}
