//! What happens while an operation runs, told at once.

use std::cell::RefCell;

use steersman_names::HelmDialect;
use steersman_ops::{Event, Observer};

use crate::observer::LogObserver;
use crate::printer::Printer;

/// Prints log lines as they come.
#[derive(Debug)]
pub(crate) struct LiveObserver<'p, 'a> {
    lines: LogObserver,
    printer: RefCell<&'p mut Printer<'a>>,
}

impl<'p, 'a> LiveObserver<'p, 'a> {
    pub(crate) fn new(printer: &'p mut Printer<'a>, dialect: HelmDialect) -> Self {
        Self {
            lines: LogObserver::new(dialect),
            printer: RefCell::new(printer),
        }
    }
}

impl Observer for LiveObserver<'_, '_> {
    fn event(&self, event: &Event<'_>) {
        self.lines.event(event);
        self.lines.drain(&mut self.printer.borrow_mut());
    }
}
