//! What happens while an operation runs, as lines of the log.

use std::cell::RefCell;

use steersman_chart::Notice;
use steersman_names::HelmDialect;
use steersman_ops::{Event, Observer};

use crate::log::Level;
use crate::printer::Printer;

#[derive(Debug)]
struct Line {
    level: Level,
    message: String,
    attributes: Vec<(&'static str, String)>,
}

/// Keeps the lines until the operation is done.
#[derive(Debug)]
pub(crate) struct LogObserver {
    dialect: HelmDialect,
    lines: RefCell<Vec<Line>>,
}

impl LogObserver {
    pub(crate) fn new(dialect: HelmDialect) -> Self {
        Self {
            dialect,
            lines: RefCell::new(Vec::new()),
        }
    }

    /// Takes what a chart or its values have to say.
    pub(crate) fn notice(&self, notice: &Notice) {
        let level = match notice.level() {
            steersman_chart::Level::Info => Level::Info,
            steersman_chart::Level::Warn => Level::Warn,
        };
        let message = notice.message(self.dialect);
        self.push(level, message, notice.fields(self.dialect));
    }

    pub(crate) fn push(
        &self,
        level: Level,
        message: String,
        attributes: Vec<(&'static str, String)>,
    ) {
        self.lines.borrow_mut().push(Line {
            level,
            message,
            attributes,
        });
    }

    /// Prints the lines.
    pub(crate) fn print(self, printer: &mut Printer<'_>) {
        for line in self.lines.into_inner() {
            let attributes: Vec<_> = line
                .attributes
                .iter()
                .map(|(key, value)| (*key, value.as_str()))
                .collect();
            printer.log(line.level, &line.message, &attributes);
        }
    }
}

impl Observer for LogObserver {
    fn event(&self, event: &Event<'_>) {
        let error = |message: &str, text: &str| {
            self.push(Level::Error, message.into(), vec![("error", text.into())]);
        };
        match event {
            Event::DeprecatedChart => {
                self.push(Level::Warn, "this chart is deprecated".into(), Vec::new());
            }
            Event::Chart(notice) => self.notice(notice),
            Event::SkippedHook(events) => self.push(
                Level::Info,
                "skipping unknown hooks".into(),
                vec![("hookTypes", (*events).into())],
            ),
            Event::ReleaseNameRefused(text) => error("release name check failed", text),
            Event::DependenciesFailed(text) => error("chart dependencies processing failed", text),
            _ => {}
        }
    }
}
