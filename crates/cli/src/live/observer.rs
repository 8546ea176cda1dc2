//! What happens while an operation runs, told at once.

use std::cell::RefCell;

use steersman_names::HelmDialect;
use steersman_ops::{Event, Observer};

use super::waiting::{WaitingLines, evidence_text};
use crate::observer::LogObserver;
use crate::printer::Printer;

/// Prints log lines as they come.
#[derive(Debug)]
pub(crate) struct LiveObserver<'p, 'a> {
    lines: LogObserver,
    waiting: WaitingLines,
    printer: RefCell<&'p mut Printer<'a>>,
}

impl<'p, 'a> LiveObserver<'p, 'a> {
    pub(crate) fn new(printer: &'p mut Printer<'a>, dialect: HelmDialect) -> Self {
        Self {
            lines: LogObserver::new(dialect),
            waiting: WaitingLines::default(),
            printer: RefCell::new(printer),
        }
    }
}

impl Observer for LiveObserver<'_, '_> {
    fn event(&self, event: &Event<'_>) {
        let mut printer = self.printer.borrow_mut();
        match event {
            Event::Waiting(step) => {
                if let Some(line) = self.waiting.line(step) {
                    printer.talk(&line);
                }
            }
            Event::Evidence(evidence) => printer.talk(&evidence_text(evidence)),
            other => {
                self.lines.event(other);
                self.lines.drain(&mut printer);
            }
        }
    }
}
