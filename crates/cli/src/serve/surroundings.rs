//! Clock and log of a server.

use std::io::Write as _;

use steersman_chart::Modified;
use steersman_server::{LogLevel, Surroundings};

use crate::log::{Level, log_line};
use crate::time::now;

/// The clock of the system, and standard error for the log.
#[derive(Debug)]
pub(crate) struct ProcessSurroundings {
    /// Whether requests are logged.
    pub(crate) verbose: bool,
    /// Whether lines are JSON objects.
    pub(crate) json: bool,
}

impl Surroundings for ProcessSurroundings {
    fn now(&self) -> Modified {
        now()
    }

    fn log(&self, level: LogLevel, message: &str, fields: &[(&str, &str)]) {
        let level = match level {
            LogLevel::Debug if !self.verbose => return,
            LogLevel::Debug => Level::Debug,
            LogLevel::Info => Level::Info,
            LogLevel::Warn => Level::Warn,
            LogLevel::Error => Level::Error,
        };
        let line = if self.json {
            json_line(level, message, fields)
        } else {
            log_line(level, message, fields)
        };
        // A log that nobody takes must not stop the server.
        drop(std::io::stderr().write_all(line.as_bytes()));
    }
}

fn json_line(level: Level, message: &str, fields: &[(&str, &str)]) -> String {
    let mut all = serde_json::Map::new();
    let time = now().to_rfc3339();
    let level = format!("{level:?}").to_uppercase();
    let own = [("time", time.as_str()), ("level", &level), ("msg", message)];
    for (key, value) in own.iter().chain(fields) {
        all.insert((*key).to_owned(), (*value).into());
    }
    format!("{}\n", serde_json::Value::Object(all))
}
