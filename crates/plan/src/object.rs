use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Gvk, ObjectRef};

/// A Kubernetes object of any kind, as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Object(pub Map<String, Value>);

impl Object {
    /// The text at a path of keys; empty when it is missing or no text.
    pub fn text(&self, path: &[&str]) -> &str {
        self.at(path).and_then(Value::as_str).unwrap_or_default()
    }

    /// The value at a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        rest.iter()
            .try_fold(self.0.get(*first)?, |value, key| value.get(key))
    }

    /// Group and version.
    pub fn api_version(&self) -> &str {
        self.text(&["apiVersion"])
    }

    /// The kind.
    pub fn kind(&self) -> &str {
        self.text(&["kind"])
    }

    /// The name; empty when the server is to make one.
    pub fn name(&self) -> &str {
        self.text(&["metadata", "name"])
    }

    /// The namespace it says it is in.
    pub fn namespace(&self) -> Option<&str> {
        Some(self.text(&["metadata", "namespace"])).filter(|text| !text.is_empty())
    }

    /// The value of a label.
    pub fn label(&self, key: &str) -> Option<&str> {
        self.at(&["metadata", "labels", key])?.as_str()
    }

    /// The value of an annotation.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.at(&["metadata", "annotations", key])?.as_str()
    }

    /// The metadata, for changing; made when they are missing.
    pub fn metadata_mut(&mut self) -> &mut Map<String, Value> {
        let metadata = self.0.entry("metadata").or_insert(Value::Null);
        if !metadata.is_object() {
            *metadata = Value::Object(Map::new());
        }
        metadata
            .as_object_mut()
            .expect("it was made an object if it was none")
    }

    /// Group, version and kind.
    pub fn gvk(&self) -> Gvk {
        Gvk::new(self.api_version(), self.kind())
    }

    /// Which object it is; `namespace` is where it goes when it does not say so itself.
    pub fn reference(&self, namespace: &str) -> ObjectRef {
        ObjectRef {
            gvk: self.gvk(),
            namespace: Some(self.namespace().unwrap_or(namespace).to_owned()),
            name: self.name().to_owned(),
        }
    }
}
