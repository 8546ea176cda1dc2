//! Log lines on standard error: `level=WARN msg="..." key=value`, without a time.

use std::fmt::Write as _;

use crate::command::quote;

/// How important a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Shown with `--debug`.
    Debug,
    /// Worth knowing.
    Info,
    /// Probably a mistake.
    Warn,
    /// Something failed.
    Error,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

/// A line of the log, with its line end.
pub fn log_line(level: Level, message: &str, attributes: &[(&str, &str)]) -> String {
    let mut line = format!("level={} msg={}", level.name(), value(message));
    for (key, text) in attributes {
        write!(line, " {key}={}", value(text)).expect("writing to a string cannot fail");
    }
    line.push('\n');
    line
}

/// A value as it stands in a log line: quoted when it could be misread.
fn value(text: &str) -> String {
    let plain = |c: char| {
        c.is_ascii_graphic() && !matches!(c, '"' | '=')
            || !c.is_ascii() && !c.is_whitespace() && !c.is_control()
    };
    if !text.is_empty() && text.chars().all(plain) {
        text.into()
    } else {
        quote(text)
    }
}

#[cfg(test)]
mod tests {
    use super::{Level, log_line};

    #[test]
    fn quotes_what_could_be_misread() {
        assert_eq!(
            log_line(
                Level::Warn,
                "this chart is deprecated",
                &[("a", "b"), ("c", "x=\"y\"")]
            ),
            "level=WARN msg=\"this chart is deprecated\" a=b c=\"x=\\\"y\\\"\"\n"
        );
        assert_eq!(
            log_line(Level::Info, "ok", &[("e", "")]),
            "level=INFO msg=ok e=\"\"\n"
        );
    }
}
