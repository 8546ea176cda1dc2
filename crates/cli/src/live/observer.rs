//! What happens while an operation runs, told at once.

use std::cell::RefCell;

use steersman_names::HelmDialect;
use steersman_ops::{Event, Level, Observer};

use super::screen::Screen;
use super::waiting::{WaitingLines, evidence_text};
use super::{EventStyle, json};
use crate::observer::LogObserver;
use crate::printer::Printer;

/// Prints what happens as it comes.
#[derive(Debug)]
pub(crate) struct LiveObserver<'p, 'a> {
    lines: LogObserver,
    waiting: WaitingLines,
    style: EventStyle,
    screen: Option<Screen>,
    announced: Option<&'p str>,
    printer: RefCell<&'p mut Printer<'a>>,
}

impl<'p, 'a> LiveObserver<'p, 'a> {
    /// Tells in that style. Of the release with the name, if there is one, it is said on standard output that it was
    /// cancelled.
    pub(crate) fn new(
        printer: &'p mut Printer<'a>,
        dialect: HelmDialect,
        style: EventStyle,
        announced: Option<&'p str>,
    ) -> Self {
        Self {
            lines: LogObserver::new(dialect),
            waiting: WaitingLines::default(),
            style,
            screen: (style == EventStyle::Tree).then(Screen::new),
            announced,
            printer: RefCell::new(printer),
        }
    }

    fn talk(&self, text: &str) {
        let talk = || self.printer.borrow_mut().talk(text);
        match &self.screen {
            Some(screen) => screen.beside(talk),
            None => talk(),
        }
    }

    fn cancelled(&self) {
        if let Some(screen) = &self.screen {
            screen.clear();
        }
        if self.style == EventStyle::Json {
            self.talk(&json::cancelled());
        }
        match self.announced {
            Some(name) => {
                let mut printer = self.printer.borrow_mut();
                let line = format!("Release {name} has been cancelled.\n");
                // A closed standard output fails the next write.
                let _printed = printer.data(line).and_then(|()| printer.flush());
            }
            None => self.talk("cancelled: what was begun is put in order\n"),
        }
    }

    fn log(&self, event: &Event<'_>) {
        if let (
            EventStyle::Json,
            Event::Log {
                level,
                message,
                fields,
            },
        ) = (self.style, event)
        {
            if *level > Level::Debug {
                self.talk(&json::log(*level, message, fields));
            }
            return;
        }
        self.lines.event(event);
        let drain = || self.lines.drain(&mut self.printer.borrow_mut());
        match &self.screen {
            Some(screen) if self.lines.has_lines() => screen.beside(drain),
            _ => drain(),
        }
    }
}

impl Observer for LiveObserver<'_, '_> {
    fn event(&self, event: &Event<'_>) {
        match (event, self.style) {
            (Event::Waiting(_), EventStyle::Silent) => {}
            (Event::Waiting(step), EventStyle::Json) => self.talk(&json::waiting(step)),
            (Event::Waiting(step), EventStyle::Lines) => {
                if let Some(line) = self.waiting.line(step) {
                    self.talk(&line);
                }
            }
            (Event::Waiting(step), EventStyle::Tree) => {
                if let Some(screen) = &self.screen {
                    screen.take(step);
                }
                // What took its time stays on the terminal once it is over.
                if let Some(line) = self.waiting.last_line(step) {
                    self.talk(&line);
                }
            }
            (Event::Evidence(evidence), EventStyle::Json) => self.talk(&json::evidence(evidence)),
            (Event::Evidence(evidence), _) => {
                if let Some(screen) = &self.screen {
                    screen.clear();
                }
                self.talk(&evidence_text(evidence));
            }
            (Event::Cancelled, _) => self.cancelled(),
            (other, _) => self.log(other),
        }
    }
}
