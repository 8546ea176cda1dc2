//! The clock of a command, and the time to stamp into archives.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use steersman_chart::Modified;

use crate::command::quote;
use crate::environment::Environment;
use crate::error::CliError;

/// The current time.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the adapter of the clock"
)]
pub(crate) fn now() -> Modified {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Modified {
        seconds: i64::try_from(since.as_secs()).unwrap_or_default(),
        nanos: since.subsec_nanos(),
    }
}

/// How long something takes, whatever becomes of the clock meanwhile.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// Begins now.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the adapter of the clock"
    )]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since it began.
    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// The time that `SOURCE_DATE_EPOCH` gives, if it is set.
///
/// # Errors
/// It is no number, or before 1970.
pub(crate) fn source_date_epoch(environment: &Environment) -> Result<Option<Modified>, CliError> {
    let Some(text) = environment.filled("SOURCE_DATE_EPOCH") else {
        return Ok(None);
    };
    let invalid = |cause: &str| CliError::new(format!("invalid SOURCE_DATE_EPOCH: {cause}"));
    let seconds = steersman_value::fmt::parse_int(text.as_bytes(), 10).map_err(|cause| {
        invalid(&format!(
            "strconv.ParseInt: parsing {}: {cause}",
            quote(text)
        ))
    })?;
    if seconds < 0 {
        return Err(invalid("must not be negative"));
    }
    Ok(Some(Modified::from_seconds(seconds)))
}
