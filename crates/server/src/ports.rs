//! What a service gets from the process around it.

use std::fmt;

use steersman_chart::Modified;

/// How important a line of the log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Every request.
    Debug,
    /// What changed.
    Info,
    /// Something was left out or put aside.
    Warn,
    /// Something failed.
    Error,
}

/// Clock and log.
pub trait Surroundings: Send + Sync + fmt::Debug {
    /// The current time.
    fn now(&self) -> Modified;

    /// Takes a line of the log. Fields hold no credentials.
    fn log(&self, level: LogLevel, message: &str, fields: &[(&str, &str)]);
}

/// A clock that stands at the epoch, and a log that nobody reads.
#[derive(Clone, Copy, Debug, Default)]
pub struct StillSurroundings;

impl Surroundings for StillSurroundings {
    fn now(&self) -> Modified {
        Modified::default()
    }

    fn log(&self, _: LogLevel, _: &str, _: &[(&str, &str)]) {}
}
