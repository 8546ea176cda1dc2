use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use steersman_plan::{Gvk, Object};
use steersman_release::{
    Joint, Release, Summary, decode_split, decode_summary, object_key, split_labels, system_labels,
};

/// The kind of object that records are kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind {
    /// A Secret.
    Secret,
    /// A `ConfigMap`, which everybody who may read the namespace can read.
    ConfigMap,
}

/// The type of a Secret with a record.
const SECRET_TYPE: &str = "helm.sh/release.v1";

impl RecordKind {
    /// The kind, as the API calls it.
    pub(super) fn gvk(self) -> Gvk {
        let kind = match self {
            Self::Secret => "Secret",
            Self::ConfigMap => "ConfigMap",
        };
        Gvk::new("v1", kind)
    }

    /// The object that holds a record; `time` is one of the labels that say when it was written.
    pub(super) fn object(self, release: &Release, record: String, time: (&str, i64)) -> Object {
        let gvk = self.gvk();
        let mut labels = release.labels.clone();
        labels.extend(system_labels(release));
        labels.insert(time.0.to_owned(), time.1.to_string());
        let mut object = Map::new();
        object.insert("apiVersion".to_owned(), json!(gvk.version));
        object.insert("kind".to_owned(), json!(gvk.kind));
        object.insert(
            "metadata".to_owned(),
            json!({
                "name": object_key(&release.name, release.version),
                "namespace": namespace_of(release),
                "labels": labels,
            }),
        );
        let data = match self {
            Self::Secret => {
                object.insert("type".to_owned(), json!(SECRET_TYPE));
                STANDARD.encode(record)
            }
            Self::ConfigMap => record,
        };
        object.insert("data".to_owned(), json!({"release": data}));
        Object(object)
    }

    /// What a list says of the record in an object; none when the record has to be read whole for that. It is read no
    /// further than that takes.
    pub(super) fn summary(self, object: &Object) -> Option<Summary> {
        let data = object.text(&["data", "release"]);
        let summary = match self {
            Self::Secret => decode_summary(std::str::from_utf8(&STANDARD.decode(data).ok()?).ok()?),
            Self::ConfigMap => decode_summary(data),
        };
        let labels = labels(object);
        let (Ok(summary), Some(Ok(version))) =
            (summary, labels.get("version").map(|text| text.parse()))
        else {
            return None;
        };
        Some(Summary {
            namespace: object.namespace().unwrap_or_default().to_owned(),
            version,
            labels,
            ..summary
        })
    }

    /// The record in an object, as far as it is in there; none when there is none that can be read.
    pub(super) fn joint(self, object: &Object) -> Option<Joint> {
        let data = object.text(&["data", "release"]);
        let joint = match self {
            Self::Secret => decode_split(std::str::from_utf8(&STANDARD.decode(data).ok()?).ok()?),
            Self::ConfigMap => decode_split(data),
        };
        joint.ok()
    }
}

/// Where the record of a release is written.
pub(super) fn namespace_of(release: &Release) -> &str {
    match release.namespace.as_str() {
        "" => "default",
        namespace => namespace,
    }
}

/// Gives a release the labels that its record has.
pub(super) fn labelled(mut release: Release, object: &Object) -> Release {
    (release.labels, release.system_labels) = split_labels(labels(object));
    release
}

fn labels(object: &Object) -> BTreeMap<String, String> {
    let labels = object
        .at(&["metadata", "labels"])
        .and_then(Value::as_object);
    let text = |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.to_owned()));
    labels.into_iter().flatten().filter_map(text).collect()
}
