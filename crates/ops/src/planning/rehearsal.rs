//! A cluster in which every write is only tried.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use steersman_plan::{
    Answer, ApiError, Call, Change, Cluster, ClusterError, Flow, Gvk, Object, ObjectRef, PatchKind,
    ServerVersion,
};

use super::attempt::{Attempt, Tried, WriteTarget, judge};

/// Group, kind, namespace, name.
pub(super) type Key = (String, String, String, String);

/// A real cluster whose reads are real and kept, and whose writes are tried by the server (`dryRun=All`) and then
/// remembered: who reads afterwards finds what would be there. A write that the server refuses is remembered with the
/// refusal and counts as done, so that one refusal does not hide the next.
#[derive(Debug)]
pub(crate) struct Rehearsal<'a> {
    real: &'a dyn Cluster,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// What was read, as it really is.
    lives: BTreeMap<Key, Result<Object, ClusterError>>,
    /// What would be there instead; none of what would be gone.
    overlay: BTreeMap<Key, Option<Object>>,
    /// Objects whose fields would be handed over to server-side apply first.
    handed_over: BTreeSet<Key>,
    tried: Vec<Tried>,
    /// Kinds that nobody serves.
    unserved: Vec<Gvk>,
    /// References by key, in the order in which they were read.
    known: Vec<ObjectRef>,
}

/// What a rehearsal came to.
#[derive(Debug)]
pub(super) struct Rehearsed {
    /// The writes, in their order.
    pub(super) tried: Vec<Tried>,
    /// The kinds that are not served.
    pub(super) unserved: Vec<Gvk>,
    /// What was read, as it is: none of what is not there.
    pub(super) lives: Vec<(ObjectRef, Option<Object>)>,
}

impl<'a> Rehearsal<'a> {
    pub(super) fn new(real: &'a dyn Cluster) -> Self {
        Self {
            real,
            state: Mutex::default(),
        }
    }

    pub(super) fn finish(self) -> Rehearsed {
        let state = self
            .state
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let live = |target: ObjectRef| {
            let found = state.lives.get(&key_of(&target)).cloned();
            (target, found.and_then(Result::ok))
        };
        Rehearsed {
            lives: state.known.into_iter().map(live).collect(),
            tried: state.tried,
            unserved: state.unserved,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads what is not known yet.
    fn read(&self, targets: &[ObjectRef]) {
        let mut unknown: Vec<ObjectRef> = Vec::new();
        {
            let state = self.state();
            for target in targets {
                let is_new = !state.lives.contains_key(&key_of(target));
                if is_new && !target.name.is_empty() && !unknown.contains(target) {
                    unknown.push(target.clone());
                }
            }
        }
        if unknown.is_empty() {
            return;
        }
        let answers = self
            .real
            .send(unknown.iter().cloned().map(Call::Get).collect());
        let mut state = self.state();
        for (target, answer) in unknown.into_iter().zip(answers) {
            let found = answer.map(|answer| answer.into_object().unwrap_or_default());
            state.lives.insert(key_of(&target), found);
            state.known.push(target);
        }
    }

    /// Where an object is, with a namespace only where its kind has them.
    fn place(&self, target: ObjectRef) -> ObjectRef {
        let namespaced = self.is_namespaced(&target.gvk).unwrap_or(true);
        ObjectRef {
            namespace: target.namespace.filter(|_| namespaced),
            ..target
        }
    }

    fn target_of(&self, call: &Call) -> Option<WriteTarget> {
        Some(match call {
            Call::Get(target) => WriteTarget::Read(self.place(target.clone())),
            Call::Create {
                object, namespace, ..
            }
            | Call::Apply {
                object, namespace, ..
            }
            | Call::Replace {
                object, namespace, ..
            } => WriteTarget::Written(self.place(object.reference(namespace))),
            Call::Patch { target, .. } | Call::Delete { target, .. } => {
                WriteTarget::Written(self.place(target.clone()))
            }
            _ => return None,
        })
    }

    fn attempt(&self, call: Call, target: ObjectRef) -> Attempt {
        let is_served = self.real.is_namespaced(&target.gvk).is_ok();
        let state = self.state();
        let key = key_of(&target);
        let overlay = state.overlay.get(&key).cloned();
        let live = state.lives.get(&key).cloned();
        Attempt {
            is_handed_over: state.handed_over.contains(&key),
            namespace_is_new: target
                .namespace
                .as_ref()
                .is_some_and(|name| state.is_made(&namespace_key(name))),
            kind_is_new: !is_served && state.serves(&target.gvk).is_some(),
            call,
            target,
            overlay,
            live,
        }
    }

    /// Tries writes and remembers what came of them.
    fn write(&self, attempts: Vec<Attempt>) -> Vec<Result<Answer, ClusterError>> {
        let calls: Vec<Option<Call>> = attempts.iter().map(Attempt::trial).collect();
        let mut answers = self
            .real
            .send(calls.iter().flatten().cloned().collect())
            .into_iter();
        let mut results = Vec::new();
        for (attempt, call) in attempts.into_iter().zip(calls) {
            let mut answer = call.map(|_| answers.next().unwrap_or(Err(ClusterError::Unanswered)));
            if let Some(Err(error)) = &answer
                && let Some(forced) = attempt.forced(error)
            {
                answer = Some(self.real.call(forced));
            }
            let (result, tried) = judge(attempt, answer);
            let mut state = self.state();
            if let Some(tried) = tried {
                let key = key_of(&tried.target);
                if !tried.target.name.is_empty() {
                    state.overlay.insert(key, tried.after.clone());
                }
                state.tried.push(tried);
            }
            drop(state);
            results.push(result);
        }
        results
    }
}

impl State {
    /// Whether something would be there that is not.
    fn is_made(&self, key: &Key) -> bool {
        matches!(self.overlay.get(key), Some(Some(_)))
            && !matches!(self.lives.get(key), Some(Ok(_)))
    }

    /// Whether the kind is one of a definition that would be there, and whether it lives in namespaces.
    fn serves(&self, gvk: &Gvk) -> Option<bool> {
        let crds = self
            .overlay
            .iter()
            .filter(|((_, kind, ..), _)| kind == "CustomResourceDefinition")
            .filter_map(|(_, object)| object.as_ref());
        for crd in crds {
            let versions = crd.at(&["spec", "versions"]).and_then(Value::as_array);
            let has_version = versions.into_iter().flatten().any(|version| {
                version.get("name").and_then(Value::as_str) == Some(gvk.version.as_str())
            });
            if has_version
                && crd.text(&["spec", "group"]) == gvk.group
                && crd.text(&["spec", "names", "kind"]) == gvk.kind
            {
                return Some(crd.text(&["spec", "scope"]) != "Cluster");
            }
        }
        None
    }
}

impl Cluster for Rehearsal<'_> {
    fn version(&self) -> Result<ServerVersion, ClusterError> {
        self.real.version()
    }

    fn api_versions(&self) -> Result<Vec<String>, ClusterError> {
        self.real.api_versions()
    }

    fn is_namespaced(&self, gvk: &Gvk) -> Result<bool, ClusterError> {
        match self.real.is_namespaced(gvk) {
            Err(ClusterError::NoMatch(gvk)) => {
                let mut state = self.state();
                if let Some(namespaced) = state.serves(&gvk) {
                    return Ok(namespaced);
                }
                if !state.unserved.contains(&gvk) {
                    state.unserved.push(gvk);
                }
                Ok(true)
            }
            other => other,
        }
    }

    fn plural(&self, gvk: &Gvk) -> Result<String, ClusterError> {
        self.real.plural(gvk)
    }

    fn send(&self, calls: Vec<Call>) -> Vec<Result<Answer, ClusterError>> {
        let targets: Vec<Option<WriteTarget>> =
            calls.iter().map(|call| self.target_of(call)).collect();
        let places: Vec<ObjectRef> = targets
            .iter()
            .flatten()
            .map(|target| target.place().clone())
            .collect();
        self.read(&places);
        let mut results: Vec<Option<Result<Answer, ClusterError>>> = Vec::new();
        let mut attempts = Vec::new();
        for (call, target) in calls.into_iter().zip(targets) {
            results.push(match target {
                None => Some(self.real.call(call)),
                Some(WriteTarget::Read(target)) => Some(self.found(&target)),
                Some(WriteTarget::Written(target)) => {
                    if hands_over(&call) {
                        self.state().handed_over.insert(key_of(&target));
                        Some(self.found(&target))
                    } else {
                        attempts.push(self.attempt(call, target));
                        None
                    }
                }
            });
        }
        let mut written = self.write(attempts).into_iter();
        results
            .into_iter()
            .map(|result| {
                result.unwrap_or_else(|| written.next().unwrap_or(Err(ClusterError::Unanswered)))
            })
            .collect()
    }

    fn watch(
        &self,
        _: &[ObjectRef],
        _: Duration,
        _: &mut dyn FnMut(Change) -> Flow,
    ) -> Result<(), ClusterError> {
        Ok(())
    }

    fn logs(&self, _: &str, _: &str, _: &str) -> Result<Vec<u8>, ClusterError> {
        Ok(Vec::new())
    }

    /// There is nothing to wait for, and nothing to keep others from.
    fn is_stub(&self) -> bool {
        true
    }

    fn is_rehearsal(&self) -> bool {
        true
    }
}

impl Rehearsal<'_> {
    /// What is there, or would be.
    fn found(&self, target: &ObjectRef) -> Result<Answer, ClusterError> {
        let state = self.state();
        let key = key_of(target);
        match (state.overlay.get(&key), state.lives.get(&key)) {
            (Some(Some(object)), _) | (None, Some(Ok(object))) => {
                Ok(Answer::Object(object.clone()))
            }
            // The verb would stop at a missing right or kind; the plan goes on, and says which.
            (None, Some(Err(error))) if !is_hole(error) => Err(error.clone()),
            _ => Err(not_found(target)),
        }
    }
}

/// Whether an object cannot be read for want of a right, or of its kind.
fn is_hole(error: &ClusterError) -> bool {
    matches!(error, ClusterError::NoMatch(_)) || error.is_forbidden()
}

/// Whether a call only says who owns fields.
fn hands_over(call: &Call) -> bool {
    let Call::Patch {
        kind: PatchKind::Json,
        patch: Value::Array(operations),
        ..
    } = call
    else {
        return false;
    };
    let path = |operation: &Value| {
        operation
            .get("path")
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    operations
        .iter()
        .any(|operation| path(operation).as_deref() == Some("/metadata/managedFields"))
}

pub(super) fn key_of(target: &ObjectRef) -> Key {
    (
        target.gvk.group.clone(),
        target.gvk.kind.clone(),
        target.namespace.clone().unwrap_or_default(),
        target.name.clone(),
    )
}

fn namespace_key(name: &str) -> Key {
    (
        String::new(),
        "Namespace".to_owned(),
        String::new(),
        name.to_owned(),
    )
}

pub(super) fn not_found(target: &ObjectRef) -> ClusterError {
    api_error(404, "NotFound", format!("{target} not found"))
}

pub(super) fn api_error(code: u16, reason: &str, message: String) -> ClusterError {
    ClusterError::Api(ApiError {
        code,
        reason: reason.to_owned(),
        message,
        causes: Vec::new(),
    })
}
