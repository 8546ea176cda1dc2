use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{FieldChange, FieldPath};

/// What stands in place of what is secret.
pub const MASK: &str = "(secret)";

/// A text that is the whole of a secret is one from this length, in bytes, on.
const WHOLE: usize = 4;
/// A text that is in a longer one is taken for the secret from this length on: shorter ones are everywhere.
const PART: usize = 6;
/// The same for values that somebody marked as secret.
const MARKED_PART: usize = 3;

/// The annotation in which `kubectl` keeps a whole object, secrets and all.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The texts that are not to be shown anywhere.
#[derive(Clone, Default)]
pub struct Secrets {
    whole: BTreeSet<String>,
    parts: BTreeSet<String>,
}

/// The texts are not shown here either.
impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets")
            .field("count", &self.whole.len())
            .finish_non_exhaustive()
    }
}

/// A change as it may be shown: what is secret in it is masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownChange {
    /// Which field.
    pub path: String,
    /// Its value before; none when it was not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// Its value afterwards; none when it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    /// Whether something in the values is hidden.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub masked: bool,
}

impl Secrets {
    /// Adds a text that is in the data of a Secret.
    pub fn add(&mut self, text: &str) {
        let text = text.trim();
        if text.len() >= WHOLE {
            self.whole.insert(text.to_owned());
        }
        if text.len() >= PART {
            self.parts.insert(text.to_owned());
        }
    }

    /// Adds a text that somebody said is secret.
    pub fn add_marked(&mut self, text: &str) {
        let text = text.trim();
        if text.len() >= MARKED_PART {
            self.whole.insert(text.to_owned());
            self.parts.insert(text.to_owned());
        }
    }

    /// The text without what is secret.
    pub fn hide(&self, text: &str) -> String {
        if self.whole.contains(text.trim()) {
            return MASK.to_owned();
        }
        let mut hidden = text.to_owned();
        // Long ones first: they may hold shorter ones.
        let mut parts: Vec<&String> = self
            .parts
            .iter()
            .filter(|part| text.contains(part.as_str()))
            .collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        for part in parts {
            hidden = hidden.replace(part.as_str(), MASK);
        }
        hidden
    }

    /// A change of an object of this kind as it may be shown.
    pub fn shown(&self, kind: &str, change: &FieldChange) -> ShownChange {
        let all = is_secret_field(kind, &change.path);
        let hide = |value: &Option<Value>| {
            let value = value.as_ref()?;
            Some(if all {
                Value::String(MASK.to_owned())
            } else {
                self.hidden_value(value)
            })
        };
        let (before, after) = (hide(&change.before), hide(&change.after));
        ShownChange {
            path: self.hide(&change.path.to_string()),
            masked: before != change.before || after != change.after,
            before,
            after,
        }
    }

    fn hidden_value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.hide(text)),
            Value::Number(number) if self.whole.contains(&number.to_string()) => {
                Value::String(MASK.to_owned())
            }
            Value::Array(items) => items.iter().map(|item| self.hidden_value(item)).collect(),
            Value::Object(map) => map
                .iter()
                .map(|(key, value)| (key.clone(), self.hidden_value(value)))
                .collect(),
            other => other.clone(),
        }
    }
}

/// Whether whatever stands in a field is secret.
fn is_secret_field(kind: &str, path: &FieldPath) -> bool {
    let is_data = matches!(path.first_key(), Some("data" | "stringData"));
    kind == "Secret" && is_data || path.key(2) == Some(LAST_APPLIED)
}
