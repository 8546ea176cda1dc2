use serde_json::{Value, json};
use steersman_chart::Modified;

use super::Actor;
use crate::random::{hex, uuid};

/// The kinds of events that webhooks are told.
pub const EVENTS: [&str; 4] = [
    "chart.pushed",
    "chart.deleted",
    "provenance.pushed",
    "chart.yanked",
];

/// What happened to a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Pushed,
    Deleted,
    ProvenancePushed,
    Yanked,
}

impl Change {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pushed => EVENTS[0],
            Self::Deleted => EVENTS[1],
            Self::ProvenancePushed => EVENTS[2],
            Self::Yanked => EVENTS[3],
        }
    }
}

/// Something that happened to a version.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) change: Change,
    pub(crate) time: Modified,
    pub(crate) repo: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) digest: Option<[u8; 32]>,
    /// There was another package of that version before.
    pub(crate) replaced: bool,
    pub(crate) actor: Actor,
}

impl Event {
    pub(crate) fn new(change: Change, time: Modified, actor: &Actor) -> Self {
        Self {
            id: uuid(),
            change,
            time,
            repo: String::new(),
            name: String::new(),
            version: String::new(),
            digest: None,
            replaced: false,
            actor: actor.clone(),
        }
    }

    /// As webhooks get it.
    pub(crate) fn message(&self) -> Value {
        json!({
            "id": self.id,
            "event": self.change.name(),
            "time": self.time.to_rfc3339(),
            "repo": self.repo,
            "name": self.name,
            "version": self.version,
            "digest": self.digest.map(|digest| format!("sha256:{}", hex(&digest))),
            "replaced": self.replaced,
            "actor": self.actor.who,
        })
    }

    /// As the audit log has it.
    pub(crate) fn record(&self) -> Value {
        let mut record = self.message();
        record["action"] = record["event"].take();
        if let Value::Object(fields) = &mut record {
            fields.remove("event");
            fields.remove("actor");
        }
        add_actor(&mut record, &self.actor);
        record["outcome"] = "done".into();
        record
    }
}

/// Puts into a record who did it.
pub(super) fn add_actor(record: &mut Value, actor: &Actor) {
    record["who"] = actor.who.as_str().into();
    record["from"] = actor.from.as_str().into();
    record["via"] = actor.via.into();
    record["request"] = actor.request.as_str().into();
}
