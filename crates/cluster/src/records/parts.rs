//! Objects beside a record: what did not fit into it, and what was found out when it failed. They belong to the record,
//! so that the cluster collects them when it goes, whoever deletes it; Helm does not look for them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use steersman_plan::{Object, ObjectRef};
use steersman_release::{Parts, PartsId, Release, object_key};

use super::RecordKind;
use super::object::namespace_of;

/// The label that says what an object beside a record is.
const KIND_LABEL: &str = "steersman.dev/kind";
const PART: &str = "part";
const EVIDENCE: &str = "evidence";

/// The name of the object that holds what was found out about a revision.
pub(super) fn evidence_key(name: &str, version: u32) -> String {
    format!("dev.steersman.evidence.v1.{name}.v{version}")
}

/// The labels by which what was found out about a release is listed.
pub(super) fn evidence_selector(name: &str, version: Option<u32>) -> String {
    let version = version.map_or_else(String::new, |version| format!(",version={version}"));
    format!("owner=steersman,name={name},{KIND_LABEL}={EVIDENCE}{version}")
}

impl RecordKind {
    /// The objects of parts.
    pub(super) fn part_objects(self, release: &Release, uid: &str, parts: &Parts) -> Vec<Object> {
        let pieces = parts.pieces.iter().enumerate();
        pieces
            .map(|(index, piece)| {
                let name = parts.id.key(&release.name, index);
                self.beside(release, Some(uid), (&name, PART), piece)
            })
            .collect()
    }

    /// The object of what was found out about a revision.
    pub(super) fn evidence_object(
        self,
        release: &Release,
        uid: Option<&str>,
        text: &[u8],
    ) -> Object {
        let name = evidence_key(&release.name, release.version);
        self.beside(release, uid, (&name, EVIDENCE), text)
    }

    fn beside(
        self,
        release: &Release,
        uid: Option<&str>,
        (name, what): (&str, &str),
        bytes: &[u8],
    ) -> Object {
        let gvk = self.gvk();
        let mut metadata = json!({
            "name": name,
            "namespace": namespace_of(release),
            "labels": {
                "owner": "steersman",
                "name": release.name,
                "version": release.version.to_string(),
                KIND_LABEL: what,
            },
        });
        if let Some(uid) = uid {
            metadata["ownerReferences"] = json!([{
                "apiVersion": gvk.version,
                "kind": gvk.kind,
                "name": object_key(&release.name, release.version),
                "uid": uid,
            }]);
        }
        let mut object = Map::new();
        object.insert("apiVersion".to_owned(), json!(gvk.version));
        object.insert("kind".to_owned(), json!(gvk.kind));
        object.insert("metadata".to_owned(), metadata);
        if self == Self::Secret {
            let kind = format!("steersman.dev/{what}.v1");
            object.insert("type".to_owned(), Value::String(kind));
        }
        let content = json!({what: STANDARD.encode(bytes)});
        object.insert(self.bytes_field().to_owned(), content);
        Object(object)
    }

    fn bytes_field(self) -> &'static str {
        match self {
            Self::Secret => "data",
            Self::ConfigMap => "binaryData",
        }
    }

    /// Where the parts of a record are.
    pub(super) fn part_targets(
        self,
        namespace: &str,
        release: &str,
        id: &PartsId,
    ) -> Vec<ObjectRef> {
        let target = |index| ObjectRef {
            gvk: self.gvk(),
            namespace: Some(namespace.to_owned()),
            name: id.key(release, index),
        };
        (0..id.count).map(target).collect()
    }

    /// What is in a part.
    pub(super) fn piece(self, object: &Object) -> Option<Vec<u8>> {
        self.bytes(object, PART)
    }

    /// What was found out.
    pub(super) fn evidence(self, object: &Object) -> Option<Vec<u8>> {
        self.bytes(object, EVIDENCE)
    }

    fn bytes(self, object: &Object, key: &str) -> Option<Vec<u8>> {
        let text = object.text(&[self.bytes_field(), key]);
        STANDARD.decode(text).ok().filter(|bytes| !bytes.is_empty())
    }
}
