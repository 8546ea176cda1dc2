use serde_json::Value;

use crate::Object;

/// One of the conditions in the status of an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Condition<'a> {
    /// What it is about, such as `Available`.
    pub kind: &'a str,
    /// `True`, `False` or `Unknown`.
    pub status: &'a str,
    /// The word programs go by.
    pub reason: &'a str,
    /// The text for people.
    pub message: &'a str,
}

impl Condition<'_> {
    /// Whether it holds.
    pub fn is_true(&self) -> bool {
        self.status == "True"
    }
}

/// The conditions of an object, in its order.
pub fn conditions(object: &Object) -> impl Iterator<Item = Condition<'_>> {
    let list = object
        .at(&["status", "conditions"])
        .and_then(Value::as_array);
    list.into_iter().flatten().map(|condition| {
        let text = |key: &str| {
            condition
                .get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        Condition {
            kind: text("type"),
            status: text("status"),
            reason: text("reason"),
            message: text("message"),
        }
    })
}

/// The integer at a path of keys.
pub fn number(object: &Object, path: &[&str]) -> Option<i64> {
    object.at(path).and_then(Value::as_i64)
}
