use std::fmt::Write as _;

use steersman_diag::Diagnostic;
use steersman_lint::{Level, Linted};

use super::LintRequest;

/// What all charts have said together.
#[derive(Clone, Debug, Default)]
pub struct LintOutcome {
    /// The findings, chart by chart.
    pub text: String,
    /// How many charts were checked.
    pub charts: usize,
    /// How many of them failed.
    pub failed: usize,
    /// Whether some chart has a warning or worse.
    pub noteworthy: bool,
    /// The findings that have places.
    pub diagnostics: Vec<Diagnostic>,
}

impl LintOutcome {
    /// The sum, without a line end.
    pub fn summary(&self) -> String {
        format!(
            "{} chart(s) linted, {} chart(s) failed",
            self.charts, self.failed
        )
    }

    /// Adds what the rules found in a chart, or why there was none.
    pub(super) fn add(
        &mut self,
        path: &str,
        result: Result<Linted, String>,
        request: &LintRequest<'_>,
    ) {
        let tolerated = if request.strict {
            Level::Info
        } else {
            Level::Warning
        };
        let (messages, failure) = match result {
            Ok(linted) => (linted.messages, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        self.charts += 1;
        let noteworthy = failure.is_some() || messages.iter().any(|m| m.level > Level::Info);
        self.noteworthy |= noteworthy;
        if request.quiet && !noteworthy {
            return;
        }
        let text = &mut self.text;
        text.push_str(&["==> Linting ", path, "\n"].concat());
        if let Some(error) = &failure {
            text.push_str(&["Error ", error, "\n"].concat());
        }
        for message in messages
            .iter()
            .filter(|m| !request.quiet || m.level > Level::Info)
        {
            writeln!(text, "{message}").expect("writing to a string cannot fail");
        }
        text.push('\n');
        if failure.is_some() || messages.iter().any(|m| m.level > tolerated) {
            self.failed += 1;
        }
        let diagnostics = messages
            .into_iter()
            .filter_map(|message| message.diagnostic);
        self.diagnostics
            .extend(diagnostics.map(|diagnostic| *diagnostic));
    }
}
