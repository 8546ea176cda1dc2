//! Evidence that can be read after the operation is over.

use serde_json::{Value, json};
use steersman_plan::{Gvk, ObjectRef};
use steersman_release::{Release, StoreError};

use super::mask::Masks;
use super::{Evidence, Fact, FactKind};
use crate::records::Source;
use crate::release_error::full_text;
use crate::{Event, Level, ReleaseContext, ReleaseError};

/// What was found out about a revision that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptEvidence {
    /// The revision.
    pub revision: u32,
    /// When it was found out, as RFC 3339.
    pub time: String,
    /// With what the operation failed.
    pub error: String,
    /// What was found.
    pub objects: Vec<Evidence>,
    /// All of it as JSON.
    pub document: Value,
}

/// What an operation found before it failed, to be kept once its record is written.
pub(crate) struct Found(Option<Vec<u8>>);

/// Tells what an operation found out before it failed. Values of Secrets of the release are not in it.
pub(crate) fn tell_evidence(
    context: &ReleaseContext<'_>,
    release: &Release,
    error: &ReleaseError,
) -> Found {
    let found = error.evidence();
    if found.is_empty() {
        return Found(None);
    }
    let masks = Masks::of(release);
    let mut found = found.to_vec();
    for evidence in &mut found {
        masks.hide(&mut evidence.message);
        for fact in &mut evidence.facts {
            masks.hide(&mut fact.text);
        }
        context.base.observer.event(&Event::Evidence(evidence));
    }
    let mut text = full_text(error);
    masks.hide(&mut text);
    let document = json!({
        "release": release.name,
        "namespace": release.namespace,
        "revision": release.version,
        "time": context.clock.now().to_string(),
        "error": text,
        "objects": found.iter().map(to_json).collect::<Vec<_>>(),
    });
    Found(serde_json::to_vec(&document).ok())
}

impl Found {
    /// Keeps it beside the record of the release. That it can not be kept is no reason to fail.
    pub(crate) fn keep(self, context: &ReleaseContext<'_>, release: &Release) {
        let Some(document) = self.0 else { return };
        if let Err(error) = context.releases.keep_evidence(release, &document) {
            context.log(
                Level::Debug,
                "the evidence is not kept",
                &[("error", &error.to_string())],
            );
        }
    }
}

/// Reads what was kept about a revision of a release, about the newest one when it is 0.
///
/// # Errors
/// It can not be read; [`StoreError::NotFound`] when there is none.
pub fn read_evidence(
    source: &Source<'_>,
    name: &str,
    revision: u32,
) -> Result<KeptEvidence, StoreError> {
    let version = (revision != 0).then_some(revision);
    let bytes = source.releases.evidence(name, version)?;
    let bytes = bytes.ok_or(StoreError::NotFound)?;
    let document: Value = serde_json::from_slice(&bytes)
        .map_err(|error| StoreError::Backend(format!("the evidence is damaged: {error}")))?;
    let text = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
    let objects = document["objects"].as_array().into_iter().flatten();
    Ok(KeptEvidence {
        revision: document["revision"]
            .as_u64()
            .and_then(|number| u32::try_from(number).ok())
            .unwrap_or_default(),
        time: text("time"),
        error: text("error"),
        objects: objects.map(from_json).collect(),
        document,
    })
}

impl Evidence {
    /// As JSON: the object, how it stood, and the facts.
    pub fn to_json(&self) -> Value {
        to_json(self)
    }
}

fn to_json(evidence: &Evidence) -> Value {
    let target = &evidence.target;
    let fact =
        |fact: &Fact| json!({"kind": fact.kind.name(), "about": fact.about, "text": fact.text});
    json!({
        "apiVersion": target.gvk.api_version(),
        "kind": target.gvk.kind,
        "namespace": target.namespace,
        "name": target.name,
        "status": evidence.state,
        "message": evidence.message,
        "facts": evidence.facts.iter().map(fact).collect::<Vec<_>>(),
    })
}

fn from_json(value: &Value) -> Evidence {
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let fact = |value: &Value| {
        Some(Fact {
            kind: FactKind::from_name(value["kind"].as_str()?)?,
            about: text(value, "about"),
            text: text(value, "text"),
        })
    };
    let facts = value["facts"].as_array().into_iter().flatten();
    Evidence {
        target: ObjectRef {
            gvk: Gvk::new(&text(value, "apiVersion"), &text(value, "kind")),
            namespace: value["namespace"].as_str().map(str::to_owned),
            name: text(value, "name"),
        },
        state: text(value, "status"),
        message: text(value, "message"),
        facts: facts.filter_map(fact).collect(),
    }
}
