//! Servers repeat what they refuse; what is in a Secret is not told on.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use steersman_plan::diff::Secrets;
use steersman_plan::{Call, ClusterError};

/// The failure of a call without the data of the Secret that the call is about.
pub(super) fn without_secrets(call: &Call, error: ClusterError) -> ClusterError {
    let ClusterError::Api(mut api) = error else {
        return error;
    };
    let mut secrets = Secrets::default();
    let mut add = |kind: &str, data: Option<&Value>, plain: Option<&Value>| {
        if kind == "Secret" {
            data.into_iter()
                .chain(plain)
                .for_each(|part| add_all(part, &mut secrets));
        }
    };
    match call {
        Call::Create { object, .. } | Call::Apply { object, .. } | Call::Replace { object, .. } => {
            add(
                object.kind(),
                object.at(&["data"]),
                object.at(&["stringData"]),
            );
        }
        Call::Patch { target, patch, .. } => {
            add(&target.gvk.kind, patch.get("data"), patch.get("stringData"));
        }
        _ => {}
    }
    api.message = secrets.hide(&api.message);
    for (_, cause) in &mut api.causes {
        *cause = secrets.hide(cause);
    }
    ClusterError::Api(api)
}

fn add_all(value: &Value, secrets: &mut Secrets) {
    match value {
        Value::String(text) => {
            secrets.add(text);
            secrets.add(&STANDARD.encode(text));
            let plain = STANDARD.decode(text).ok();
            if let Some(plain) = plain.and_then(|bytes| String::from_utf8(bytes).ok()) {
                secrets.add(&plain);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| add_all(item, secrets)),
        Value::Object(fields) => fields.values().for_each(|value| add_all(value, secrets)),
        Value::Number(number) => secrets.add(&number.to_string()),
        Value::Null | Value::Bool(_) => {}
    }
}
