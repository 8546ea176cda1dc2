//! Colours of texts on standard output, as Helm has them.

use steersman_release::Status;

use crate::environment::Environment;
use crate::settings::{ColorMode, Settings};

/// Whether and how texts are coloured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Palette {
    colored: bool,
}

impl Palette {
    /// The colours of standard output.
    pub(crate) fn new(settings: &Settings, environment: &Environment) -> Self {
        let wanted = match settings.color {
            ColorMode::Always => true,
            ColorMode::Never => false,
            ColorMode::Auto => {
                environment.stdout_terminal && environment.get("TERM") != Some("dumb")
            }
        };
        Self {
            colored: wanted && environment.filled("NO_COLOR").is_none(),
        }
    }

    pub(crate) fn status(self, status: Status) -> String {
        let begin = match status {
            Status::Deployed => "\x1b[32m",
            Status::Failed | Status::Unknown => "\x1b[31m",
            Status::PendingInstall
            | Status::PendingUpgrade
            | Status::PendingRollback
            | Status::Uninstalling => "\x1b[33m",
            Status::Uninstalled | Status::Superseded => return status.name().to_owned(),
        };
        self.paint(begin, status.name(), "\x1b[0m")
    }

    pub(crate) fn namespace(self, name: &str) -> String {
        self.paint("\x1b[36m", name, "\x1b[0m")
    }

    pub(crate) fn header(self, text: &str) -> String {
        self.paint("\x1b[1m", text, "\x1b[22m")
    }

    fn paint(self, begin: &str, text: &str, end: &str) -> String {
        if self.colored {
            [begin, text, end].concat()
        } else {
            text.to_owned()
        }
    }
}
