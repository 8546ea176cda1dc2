//! By which marks an object belongs to a release.

use serde_json::Value;
use thiserror::Error;

use crate::Object;

/// The label that says what manages an object.
pub const MANAGED_BY_LABEL: &str = "app.kubernetes.io/managed-by";
/// What it says of objects that releases hold.
pub const MANAGED_BY: &str = "Helm";
/// The annotation with the name of the release.
pub const RELEASE_NAME_ANNOTATION: &str = "meta.helm.sh/release-name";
/// The annotation with the namespace of the release.
pub const RELEASE_NAMESPACE_ANNOTATION: &str = "meta.helm.sh/release-namespace";

/// Which release an object belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner<'a> {
    /// The name of the release.
    pub name: &'a str,
    /// The namespace of the release.
    pub namespace: &'a str,
}

/// The marks of an object are not those of the release.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("invalid ownership metadata; {}", .0.join("; "))]
pub struct NotOwned(pub Vec<String>);

impl Owner<'_> {
    /// Marks an object as part of the release, over what the chart says.
    pub fn mark(&self, object: &mut Object) {
        let metadata = object.metadata_mut();
        let mut set = |part: &str, key: &str, value: &str| {
            let entries = metadata.entry(part).or_insert(Value::Null);
            if !entries.is_object() {
                *entries = Value::Object(serde_json::Map::new());
            }
            if let Some(entries) = entries.as_object_mut() {
                entries.insert(key.to_owned(), Value::String(value.to_owned()));
            }
        };
        set("labels", MANAGED_BY_LABEL, MANAGED_BY);
        set("annotations", RELEASE_NAME_ANNOTATION, self.name);
        set("annotations", RELEASE_NAMESPACE_ANNOTATION, self.namespace);
    }

    /// Checks that a live object belongs to the release.
    ///
    /// # Errors
    /// [`NotOwned`] with each mark that is missing or other.
    pub fn check(&self, object: &Object) -> Result<(), NotOwned> {
        let problems: Vec<String> = [
            ("label", MANAGED_BY_LABEL, MANAGED_BY),
            ("annotation", RELEASE_NAME_ANNOTATION, self.name),
            ("annotation", RELEASE_NAMESPACE_ANNOTATION, self.namespace),
        ]
        .into_iter()
        .filter_map(|(part, key, wanted)| {
            let found = match part {
                "label" => object.label(key),
                _ => object.annotation(key),
            };
            let problem = match found {
                None => format!("missing key {key:?}: must be set to {wanted:?}"),
                Some(value) if value != wanted => {
                    format!("key {key:?} must equal {wanted:?}: current value is {value:?}")
                }
                Some(_) => return None,
            };
            Some(format!("{part} validation error: {problem}"))
        })
        .collect();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(NotOwned(problems))
        }
    }
}
