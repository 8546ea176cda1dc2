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

    /// Values were held against the schema of a chart. Helm 3 does not tell.
    fn checked(&self, chart: &str, has_schema: bool, dependencies: usize) {
        if self.dialect == HelmDialect::V3_22 {
            return;
        }
        let debug = |message: &str, attributes| self.push(Level::Debug, message.into(), attributes);
        if has_schema {
            debug("chart name", vec![("chart-name", chart.into())]);
        }
        debug(
            "number of dependencies in the chart",
            vec![
                ("chart", chart.into()),
                ("dependencies", dependencies.to_string()),
            ],
        );
    }

    /// Prints the lines.
    pub(crate) fn print(self, printer: &mut Printer<'_>) {
        self.drain(printer);
    }

    /// Whether lines have come since the last time.
    pub(crate) fn has_lines(&self) -> bool {
        !self.lines.borrow().is_empty()
    }

    /// Prints the lines that have come since the last time.
    pub(crate) fn drain(&self, printer: &mut Printer<'_>) {
        for line in self.lines.take() {
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
            Event::ValuesChecked {
                chart,
                has_schema,
                dependencies,
            } => self.checked(chart, *has_schema, *dependencies),
            Event::Log {
                level,
                message,
                fields,
            } => {
                let fields = fields.iter().map(|(key, text)| (*key, (*text).into()));
                self.push(level_of(*level), (*message).into(), fields.collect());
            }
            Event::DependenciesFailed(text) => error("chart dependencies processing failed", text),
            _ => {}
        }
    }
}

fn level_of(level: steersman_ops::Level) -> Level {
    match level {
        steersman_ops::Level::Debug => Level::Debug,
        steersman_ops::Level::Info => Level::Info,
        steersman_ops::Level::Warn => Level::Warn,
        steersman_ops::Level::Error => Level::Error,
    }
}
