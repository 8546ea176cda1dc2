use steersman_plan::Resource;
use steersman_plan::readiness::Readiness;
use thiserror::Error;

use super::Evidence;

/// Why waiting ended without what was waited for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{text}")]
pub struct WaitError {
    /// Helm's words.
    pub text: String,
    /// What was found about the objects that did not become what they were to be.
    pub evidence: Vec<Evidence>,
}

impl WaitError {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            evidence: Vec::new(),
        }
    }

    pub(super) fn with(mut self, evidence: Vec<Evidence>) -> Self {
        self.evidence = evidence;
        self
    }
}

/// One line for each object that is not what it is to be, and one for the time that is over.
pub(super) fn summary(
    problems: &[(&Resource, Readiness)],
    what: &str,
    is_over: bool,
) -> Result<(), WaitError> {
    let mut lines: Vec<String> = problems
        .iter()
        .map(|(resource, readiness)| {
            let target = &resource.target;
            format!(
                "resource {}/{}/{} {what}. status: {}, message: {}",
                target.gvk.kind,
                target.namespace.as_deref().unwrap_or_default(),
                target.name,
                readiness.state,
                readiness.message
            )
        })
        .collect();
    if is_over {
        lines.push("context deadline exceeded".to_owned());
    }
    if lines.is_empty() {
        Ok(())
    } else {
        Err(WaitError::new(lines.join("\n")))
    }
}
