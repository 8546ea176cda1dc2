//! What is waited for, in lines.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use steersman_diag::escape_controls;
use steersman_ops::{Evidence, WaitStep};
use steersman_plan::ObjectRef;
use steersman_plan::readiness::ReadyState;

/// What is ready sooner is not worth a line.
const NOT_WORTH_TELLING: Duration = Duration::from_secs(1);

/// One line for each change of an object that takes its time.
#[derive(Debug, Default)]
pub(super) struct WaitingLines {
    /// The objects that were told of.
    told: RefCell<BTreeSet<ObjectRef>>,
}

impl WaitingLines {
    /// The line of a change that is the last of its object, as far as the wait took its time.
    pub(super) fn last_line(&self, step: &WaitStep<'_>) -> Option<String> {
        let line = self.line(step);
        let is_last = matches!(
            step.readiness.state,
            ReadyState::Current | ReadyState::Failed
        );
        line.filter(|_| is_last)
    }

    /// The line of a change; none for one that is not worth telling.
    pub(super) fn line(&self, step: &WaitStep<'_>) -> Option<String> {
        let object = name(step.target);
        let seconds = step.elapsed.as_secs();
        let message = &step.readiness.message;
        let line = match step.readiness.state {
            ReadyState::Current => {
                let was_told = self.told.borrow_mut().remove(step.target);
                if !was_told {
                    return None;
                }
                format!("ready after {seconds}s: {object}")
            }
            ReadyState::NotFound => return None,
            ReadyState::Failed => format!("failed after {seconds}s: {object}: {message}"),
            _ if step.elapsed < NOT_WORTH_TELLING => return None,
            state => {
                self.told.borrow_mut().insert(step.target.clone());
                let mut line = format!("waiting since {seconds}s: {object}: {state}: {message}");
                let reason = step.reason();
                if !reason.is_empty() {
                    write!(line, " ({reason})").ok()?;
                }
                line
            }
        };
        Some(format!("{}\n", escape_controls(&line)))
    }
}

/// What was found about an object, indented below its name.
pub(crate) fn evidence_text(evidence: &Evidence) -> String {
    let head = format!(
        "evidence: {}: {}: {}",
        name(&evidence.target),
        evidence.state,
        evidence.message
    );
    let mut text = format!("{}\n", escape_controls(&head));
    for fact in &evidence.facts {
        text.push_str("  ");
        text.push_str(&escape_controls(&fact.to_string()));
        text.push('\n');
    }
    text
}

/// Kind, namespace and name of an object.
pub(super) fn name(target: &ObjectRef) -> String {
    let namespace = target.namespace.as_deref().unwrap_or_default();
    let separator = if namespace.is_empty() { "" } else { "/" };
    format!("{} {namespace}{separator}{}", target.gvk.kind, target.name)
}
