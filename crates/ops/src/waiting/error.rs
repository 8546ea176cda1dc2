use steersman_plan::Resource;
use steersman_plan::readiness::Readiness;
use thiserror::Error;

/// Why waiting ended without what was waited for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct WaitError(pub String);

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
        Err(WaitError(lines.join("\n")))
    }
}
