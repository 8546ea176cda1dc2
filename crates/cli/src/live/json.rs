//! What happens, as JSON lines.

use serde_json::{Map, Value, json};
use steersman_ops::{Evidence, Level, WaitStep};

/// How an object that is waited for stands.
pub(super) fn waiting(step: &WaitStep<'_>) -> String {
    let target = step.target;
    let trouble = |one: &steersman_ops::Trouble| json!({"pod": one.pod, "text": one.text});
    line(&json!({
        "type": "waiting",
        "elapsed": step.elapsed.as_secs_f64(),
        "object": {
            "apiVersion": target.gvk.api_version(),
            "kind": target.gvk.kind,
            "namespace": target.namespace,
            "name": target.name,
        },
        "status": step.readiness.state.name(),
        "message": step.readiness.message,
        "reasons": step.troubles.iter().map(trouble).collect::<Vec<_>>(),
    }))
}

/// What was found about an object that failed.
pub(super) fn evidence(evidence: &Evidence) -> String {
    line(&json!({"type": "evidence", "evidence": evidence.to_json()}))
}

/// A line of the log.
pub(super) fn log(level: Level, message: &str, fields: &[(&'static str, &str)]) -> String {
    let fields: Map<String, Value> = fields
        .iter()
        .map(|(key, text)| ((*key).to_owned(), Value::from(*text)))
        .collect();
    let level = match level {
        Level::Debug => "debug",
        Level::Info => "info",
        Level::Warn => "warn",
        Level::Error => "error",
    };
    line(&json!({"type": "log", "level": level, "message": message, "fields": fields}))
}

/// The operation was cancelled.
pub(super) fn cancelled() -> String {
    line(&json!({"type": "cancelled"}))
}

fn line(value: &Value) -> String {
    format!("{value}\n")
}
