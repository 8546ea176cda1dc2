//! Telling the user how a run failed.

use steersman_diag::{Diagnostic, Label, Sink, escape_controls};

use crate::context::Context;
use crate::environment::Environment;
use crate::error::{CliError, ErrorKind};
use crate::log::Level;
use crate::persona::Persona;
use crate::printer::Printer;
use crate::settings::{ColorMode, DiagnosticsMode, Settings};

/// Shows an error: findings and advice first, and Helm's line last, so that it is where scripts look for it.
pub(crate) fn report(
    error: &CliError,
    persona: Persona,
    settings: &Settings,
    environment: &Environment,
    printer: &mut Printer<'_>,
) {
    match error.kind {
        ErrorKind::BrokenPipe | ErrorKind::Changes => return,
        ErrorKind::Logged => {
            printer.log(Level::Info, &error.message, &[]);
            return;
        }
        ErrorKind::Failure
        | ErrorKind::Exit(_)
        | ErrorKind::Interrupted(_)
        | ErrorKind::UnknownCommand => {}
    }
    if settings.diagnostics == DiagnosticsMode::Json {
        let mut own = Diagnostic::error(&error.message);
        own.hints.clone_from(&error.hints);
        own.hints.extend(error.advice.clone());
        let findings = if error.diagnostics.is_empty() {
            std::slice::from_ref(&own)
        } else {
            &error.diagnostics
        };
        printer.talk(&json_lines(findings));
        return;
    }
    let explain = explains(settings, environment);
    let mut painter = Painter::new(settings.color, environment);
    if explain {
        for diagnostic in &error.diagnostics {
            diagnostic.write_to(&mut painter);
        }
    }
    let hints = error.hints.iter().filter(|_| explain);
    for hint in hints.chain(&error.advice) {
        painter.piece(Label::Hint, "hint");
        painter.piece(Label::Plain, &format!(": {hint}\n"));
    }
    printer.talk(&painter.out);
    let message = if environment.stderr_terminal {
        // Texts of charts are in it, and a terminal obeys what it is told.
        let lines: Vec<_> = error.message.split('\n').map(escape_controls).collect();
        lines.join("\n")
    } else {
        error.message.clone()
    };
    printer.talk(&format!("Error: {message}\n"));
    if error.kind == ErrorKind::UnknownCommand {
        let program = persona.program();
        printer.talk(&format!("Run '{program} --help' for usage.\n"));
    }
}

/// Shows findings that are no reason to fail, in the way the user wants to see findings.
pub(crate) fn show_diagnostics(findings: &[Diagnostic], context: &mut Context<'_>) {
    if context.settings.diagnostics == DiagnosticsMode::Json {
        context.printer.talk(&json_lines(findings));
    } else if explains(context.settings, context.environment) && !findings.is_empty() {
        let mut painter = Painter::new(context.settings.color, context.environment);
        for finding in findings {
            finding.write_to(&mut painter);
        }
        context.printer.talk(&painter.out);
    }
}

/// Whether findings are shown with their places.
fn explains(settings: &Settings, environment: &Environment) -> bool {
    match settings.diagnostics {
        DiagnosticsMode::Auto => environment.stderr_terminal,
        DiagnosticsMode::Text => true,
        DiagnosticsMode::Json | DiagnosticsMode::Off => false,
    }
}

/// Findings as JSON, one a line.
fn json_lines(findings: &[Diagnostic]) -> String {
    findings
        .iter()
        .map(|finding| {
            serde_json::to_string(finding).expect("a finding has only texts and numbers") + "\n"
        })
        .collect()
}

/// Labelled text with colours, where they are wanted.
pub(crate) struct Painter {
    out: String,
    colors: bool,
}

impl Painter {
    pub(crate) fn new(mode: ColorMode, environment: &Environment) -> Self {
        Self {
            out: String::new(),
            colors: match mode {
                _ if environment.filled("NO_COLOR").is_some() => false,
                ColorMode::Always => true,
                ColorMode::Never => false,
                ColorMode::Auto => environment.stderr_terminal,
            },
        }
    }
}

impl Painter {
    /// For texts that go to standard output.
    pub(crate) fn for_output(mode: ColorMode, environment: &Environment) -> Self {
        let mut painter = Self::new(mode, environment);
        if mode == ColorMode::Auto {
            painter.colors = environment.stdout_terminal
                && environment.filled("NO_COLOR").is_none()
                && environment.get("TERM") != Some("dumb");
        }
        painter
    }

    /// What was painted.
    pub(crate) fn into_text(self) -> String {
        self.out
    }
}

impl Sink for Painter {
    fn piece(&mut self, label: Label, text: &str) {
        let style = match label {
            Label::Error | Label::Caret => "1;31",
            Label::Warning => "1;33",
            Label::Note => "1;34",
            Label::Hint => "1;32",
            Label::Message => "1",
            Label::Gutter | Label::Location => "34",
            _ => "",
        };
        if self.colors && !style.is_empty() {
            self.out += &["\x1b[", style, "m", text, "\x1b[0m"].concat();
        } else {
            self.out.push_str(text);
        }
    }
}
