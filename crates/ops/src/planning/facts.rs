//! What a plan rests on, and what of it has changed since.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use steersman_plan::diff::{Secrets, diff, normalized};
use steersman_plan::{Call, Gvk, Object, ObjectRef};
use steersman_release::History;

use super::model::PlannedObject;
use super::rehearsal::Rehearsed;
use super::secrets::add_object;
use crate::ReleaseContext;

/// What was there when a plan was made. It holds objects as they are, secrets and all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Which cluster it is: uids of objects that every cluster has, as far as they can be seen.
    cluster: BTreeMap<String, String>,
    /// The revisions of the release: number, state and time.
    revisions: Vec<(u32, String, String)>,
    /// The objects that matter.
    objects: Vec<Fact>,
    /// The writes.
    calls: Vec<Call>,
}

/// An object as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Fact {
    target: ObjectRef,
    /// None when it did not exist.
    object: Option<Object>,
}

impl Facts {
    pub(super) fn gather(
        context: &ReleaseContext<'_>,
        (namespace, history): (&str, &History),
        rehearsed: &Rehearsed,
    ) -> Self {
        let revisions = history.revisions().iter().map(|revision| {
            let time = revision.info.last_deployed.or(revision.info.deleted);
            let time = time.map(|time| time.to_string()).unwrap_or_default();
            (revision.version, revision.info.status.to_string(), time)
        });
        let objects = rehearsed.lives.iter().map(|(target, object)| Fact {
            target: target.clone(),
            object: object.clone(),
        });
        let calls = rehearsed.tried.iter().map(|tried| tried.call.clone());
        Self {
            cluster: identity(context, namespace),
            revisions: revisions.collect(),
            objects: objects.collect(),
            calls: calls.collect(),
        }
    }

    /// What differs between these facts and those of now, one line each, with nothing secret in them.
    pub(super) fn changed_since(&self, now: &Self) -> Vec<String> {
        let mut lines = Vec::new();
        for (what, uid) in &self.cluster {
            if now.cluster.get(what).is_some_and(|other| other != uid) {
                lines.push(format!(
                    "the cluster is another one: {what} is not the same"
                ));
            }
        }
        if !lines.is_empty() {
            return lines;
        }
        if self.revisions != now.revisions {
            let last = |facts: &Self| match facts.revisions.last() {
                Some((revision, status, _)) => format!("revision {revision} ({status})"),
                None => "no revision".to_owned(),
            };
            let (then, since) = (last(self), last(now));
            lines.push(if then == since {
                format!("the history of the release was changed before {since}")
            } else {
                format!("the release had {then} as its newest, and has {since} now")
            });
        }
        let mut secrets = Secrets::default();
        for fact in self.objects.iter().chain(&now.objects) {
            if let Some(object) = &fact.object {
                add_object(object, &mut secrets);
            }
        }
        for fact in &self.objects {
            let since = now.objects.iter().find(|other| other.target == fact.target);
            if let Some(since) = since {
                fact.changed_since(since, &secrets, &mut lines);
            }
        }
        if lines.is_empty() {
            lines.extend(self.other_calls(now));
        }
        lines
    }

    /// Calls that differ although nothing they rest on does: the server or this program is another one.
    fn other_calls(&self, now: &Self) -> Option<String> {
        if self.calls == now.calls {
            return None;
        }
        let same = self.calls.iter().zip(&now.calls);
        let place = same.take_while(|(then, now)| then == now).count();
        Some(format!(
            "call {} of {} would not be the one that was planned",
            place + 1,
            self.calls.len()
        ))
    }
}

impl Fact {
    fn changed_since(&self, now: &Self, secrets: &Secrets, lines: &mut Vec<String>) {
        let name = PlannedObject::from(&self.target);
        let (then, now) = match (&self.object, &now.object) {
            (None, None) => return,
            (None, Some(_)) => return lines.push(format!("{name} was made")),
            (Some(_), None) => return lines.push(format!("{name} was deleted")),
            (Some(then), Some(now)) => (then, now),
        };
        let text = |object: &Object, field| object.text(&["metadata", field]).to_owned();
        if text(then, "uid") != text(now, "uid") {
            lines.push(format!("{name} was deleted and made anew"));
            return;
        }
        if text(then, "resourceVersion") == text(now, "resourceVersion") {
            return;
        }
        for change in diff(Some(&normalized(then)), Some(&normalized(now))) {
            let shown = secrets.shown(then.kind(), &change);
            let value = |value: &Option<serde_json::Value>| {
                value
                    .as_ref()
                    .map_or_else(|| "nothing".to_owned(), ToString::to_string)
            };
            lines.push(format!(
                "{name}: {} was changed from {} to {}",
                shown.path,
                value(&shown.before),
                value(&shown.after)
            ));
        }
    }
}

/// By what a cluster is known. An object of the namespace is enough; only where the namespace is still to be made, which
/// takes rights in the whole cluster, is there none, and the cluster's own are looked at.
fn identity(context: &ReleaseContext<'_>, namespace: &str) -> BTreeMap<String, String> {
    let reference = |kind: &str, namespace: Option<&str>, name: &str| ObjectRef {
        gvk: Gvk::new("v1", kind),
        namespace: namespace.map(str::to_owned),
        name: name.to_owned(),
    };
    let authority = reference("ConfigMap", Some(namespace), "kube-root-ca.crt");
    let own = reference("Namespace", None, namespace);
    let system = reference("Namespace", None, "kube-system");
    let mut known = BTreeMap::new();
    for target in [authority, own, system] {
        let answer = context.cluster.call(Call::Get(target.clone()));
        let is_missing = matches!(&answer, Err(error) if error.is_not_found());
        if let Some(object) = answer.ok().and_then(steersman_plan::Answer::into_object) {
            let uid = object.text(&["metadata", "uid"]).to_owned();
            known.insert(PlannedObject::from(&target).to_string(), uid);
        }
        if !is_missing {
            break;
        }
    }
    known
}
