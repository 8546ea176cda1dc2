//! What is gathered about objects that did not become ready.

use std::fmt;

use steersman_plan::readiness::{Readiness, ReadyState, conditions};
use steersman_plan::{Object, ObjectRef};

use super::pods::{log_end, pods_of, troubled_container};
use super::reason::{trouble_of, warnings_about};
use super::watched::Watched;
use crate::ReleaseContext;

/// About how many objects evidence is gathered.
const MAX_OBJECTS: usize = 5;
/// Of how many pods of an object.
const MAX_PODS: usize = 2;
/// How many events of an object are shown.
const MAX_EVENTS: usize = 5;
/// How many lines of a log.
const MAX_LINES: usize = 10;
/// How many bytes of one fact.
const MAX_TEXT: usize = 1024;

/// What was found about an object that did not become what it was to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Which object.
    pub target: ObjectRef,
    /// How it stood, such as `InProgress`.
    pub state: String,
    /// In which words.
    pub message: String,
    /// Its conditions, its pods, their events and the ends of their logs.
    pub facts: Vec<Fact>,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Where it comes from.
    pub kind: FactKind,
    /// What it is about: a condition, a pod, the reason of an event, a container.
    pub about: String,
    /// What it says.
    pub text: String,
}

/// Where something that was found comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// A condition in the status of the object.
    Condition,
    /// A pod that belongs to the object.
    Pod,
    /// A warning of the cluster.
    Event,
    /// A line of a log.
    Log,
}

impl FactKind {
    const ALL: [Self; 4] = [Self::Condition, Self::Pod, Self::Event, Self::Log];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Condition => "condition",
            Self::Pod => "pod",
            Self::Event => "event",
            Self::Log => "log",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Fact {
    fn new(kind: FactKind, about: impl Into<String>, text: &str) -> Self {
        let text = text.trim();
        Self {
            kind,
            about: about.into(),
            text: text[..text.floor_char_boundary(MAX_TEXT)].to_owned(),
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.kind.name(), self.about, self.text)
    }
}

/// Gathers what the cluster knows about objects that did not become what they were to be. Whatever can not be read is
/// left out.
pub(super) fn gather_watched(
    context: &ReleaseContext<'_>,
    watched: &[Watched<'_>],
    goal: ReadyState,
) -> Vec<Evidence> {
    let failed = watched.iter().filter(|one| one.readiness.state != goal);
    let failed = failed.filter_map(|one| {
        let object = one.object.as_ref()?;
        Some((&one.resource.target, object, one.readiness.clone()))
    });
    gather_all(context, failed)
}

/// As [`gather_watched`], for these objects.
pub(super) fn gather_all<'a>(
    context: &ReleaseContext<'_>,
    objects: impl Iterator<Item = (&'a ObjectRef, &'a Object, Readiness)>,
) -> Vec<Evidence> {
    objects
        .take(MAX_OBJECTS)
        .map(|(target, object, readiness)| Evidence {
            target: target.clone(),
            state: readiness.state.to_string(),
            message: readiness.message,
            facts: gather(context, object),
        })
        .collect()
}

fn gather(context: &ReleaseContext<'_>, object: &Object) -> Vec<Fact> {
    let mut facts = Vec::new();
    for condition in conditions(object).filter(|condition| !condition.message.is_empty()) {
        let about = format!("{}={}", condition.kind, condition.status);
        let text = format!("{}: {}", condition.reason, condition.message);
        facts.push(Fact::new(FactKind::Condition, about, &text));
    }
    if object.kind() != "Pod" {
        facts.extend(events(context, object));
    }
    let mut pods = pods_of(context, object);
    // Those in trouble say most.
    pods.sort_by_key(|pod| trouble_of(pod).is_none());
    for pod in pods.iter().take(MAX_PODS) {
        let phase = pod.text(&["status", "phase"]);
        let text = match trouble_of(pod) {
            Some(trouble) => format!("{phase}: {trouble}"),
            None => phase.to_owned(),
        };
        facts.push(Fact::new(FactKind::Pod, pod.name(), &text));
        facts.extend(events(context, pod));
        if let Some(container) = troubled_container(pod) {
            let lines = log_end(context, pod, container, MAX_LINES);
            let fact = |line: &String| Fact::new(FactKind::Log, container, line);
            facts.extend(lines.iter().map(fact));
        }
    }
    facts
}

/// The warnings about an object, the newest last.
fn events(context: &ReleaseContext<'_>, object: &Object) -> Vec<Fact> {
    let warnings = warnings_about(context, object);
    let skipped = warnings.len().saturating_sub(MAX_EVENTS);
    let fact = |event: &Object| {
        let reason = event.text(&["reason"]);
        Fact::new(FactKind::Event, reason, event.text(&["message"]))
    };
    warnings.iter().skip(skipped).map(fact).collect()
}
