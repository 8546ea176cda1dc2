//! A cluster in memory that can die at any call.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use serde_json::{Map, Value, json};
use steersman_plan::{
    Answer, ApiError, Call, Change, Cluster, ClusterError, DryRun, Flow, Gvk, Object, ObjectRef,
    PatchKind, ServerVersion,
};

/// Kind, namespace, name.
pub(crate) type Key = (String, String, String);

#[derive(Debug, Default)]
pub(crate) struct FakeCluster {
    objects: Mutex<BTreeMap<Key, Object>>,
    /// How often an object of that key was made.
    made: Mutex<BTreeMap<Key, usize>>,
    /// How many more calls are answered.
    pub(crate) life: Life,
    /// Kinds that are refused.
    pub(crate) refused: Mutex<Vec<String>>,
    /// How many writes were only tried.
    pub(crate) tried: AtomicUsize,
}

/// How many calls a world still answers.
#[derive(Debug)]
pub(crate) struct Life(AtomicUsize);

impl Default for Life {
    fn default() -> Self {
        Self(AtomicUsize::new(usize::MAX))
    }
}

impl Life {
    pub(crate) fn set(&self, calls: usize) {
        self.0.store(calls, Ordering::SeqCst);
    }

    pub(crate) fn left(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    /// Whether one more call is answered.
    pub(crate) fn spend(&self) -> bool {
        self.0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                left.checked_sub(1)
            })
            .is_ok()
    }
}

impl FakeCluster {
    pub(crate) fn objects(&self) -> MutexGuard<'_, BTreeMap<Key, Object>> {
        self.objects
            .lock()
            .expect("no test panics while it holds it")
    }

    /// Kinds and names of what is there.
    pub(crate) fn names(&self) -> Vec<String> {
        let objects = self.objects();
        objects
            .keys()
            .map(|(kind, _, name)| format!("{kind} {name}"))
            .collect()
    }

    pub(crate) fn times_made(&self, kind: &str, name: &str) -> usize {
        let made = self.made.lock().expect("no test panics while it holds it");
        let of = |(key, times): (&Key, &usize)| (key.0 == kind && key.2 == name).then_some(*times);
        made.iter().find_map(of).unwrap_or_default()
    }

    fn answer(&self, call: Call) -> Result<Answer, ClusterError> {
        if !self.life.spend() {
            return Err(ClusterError::Unreachable("dead".to_owned()));
        }
        match call {
            call if is_trial(&call) => self.try_out(call),
            Call::Get(target) => self.live(&target).map(Answer::Object),
            Call::List { gvk, .. } => {
                let objects = self.objects();
                let of_kind = objects.iter().filter(|((kind, ..), _)| *kind == gvk.kind);
                Ok(Answer::List(of_kind.map(|(_, o)| o.clone()).collect()))
            }
            Call::Create {
                object, namespace, ..
            } => {
                let key = key(&object.reference(&namespace));
                if self.objects().contains_key(&key) {
                    return Err(failure(409, "AlreadyExists", &key));
                }
                self.store(key, object)
            }
            Call::Apply {
                object,
                namespace,
                dry_run: DryRun::Off,
                ..
            } => self.store(key(&object.reference(&namespace)), object),
            Call::Replace {
                object, namespace, ..
            } => {
                let key = key(&object.reference(&namespace));
                if !self.objects().contains_key(&key) {
                    return Err(failure(404, "NotFound", &key));
                }
                self.store(key, object)
            }
            Call::Patch {
                target,
                kind,
                patch,
                ..
            } => {
                let mut object = self.live(&target)?;
                if kind != PatchKind::Json {
                    merge(&mut object.0, &patch);
                }
                self.store(key(&target), object)
            }
            Call::Delete { target, .. } => {
                let key = key(&target);
                let gone = self.objects().remove(&key);
                gone.map(Answer::Object)
                    .ok_or_else(|| failure(404, "NotFound", &key))
            }
            other => panic!("no answer to {other:?}"),
        }
    }

    /// What would come of a write.
    fn try_out(&self, call: Call) -> Result<Answer, ClusterError> {
        self.tried.fetch_add(1, Ordering::SeqCst);
        match call {
            Call::Create {
                object, namespace, ..
            } => {
                let key = key(&object.reference(&namespace));
                if self.objects().contains_key(&key) {
                    return Err(failure(409, "AlreadyExists", &key));
                }
                self.allow(&key).map(|()| Answer::Object(object))
            }
            Call::Apply {
                object, namespace, ..
            } => {
                let target = object.reference(&namespace);
                self.allow(&key(&target))?;
                let mut live = self.live(&target).unwrap_or_default();
                merge(&mut live.0, &Value::Object(object.0));
                Ok(Answer::Object(live))
            }
            Call::Patch { target, patch, .. } => {
                let mut live = self.live(&target)?;
                merge(&mut live.0, &patch);
                Ok(Answer::Object(live))
            }
            Call::Delete { target, .. } => self.live(&target).map(Answer::Object),
            other => panic!("no answer to {other:?}"),
        }
    }

    fn live(&self, target: &ObjectRef) -> Result<Object, ClusterError> {
        let key = key(target);
        let found = self.objects().get(&key).cloned();
        found.ok_or_else(|| failure(404, "NotFound", &key))
    }

    fn allow(&self, key: &Key) -> Result<(), ClusterError> {
        let refused = self
            .refused
            .lock()
            .expect("no test panics while it holds it");
        if refused.contains(&key.0) {
            return Err(failure(403, "Forbidden", key));
        }
        Ok(())
    }

    fn store(&self, key: Key, mut object: Object) -> Result<Answer, ClusterError> {
        self.allow(&key)?;
        if key.0 == "Job" {
            let done = json!({"conditions": [{"type": "Complete", "status": "True"}]});
            object.0.insert("status".to_owned(), done);
        }
        let before = self.objects().insert(key.clone(), object.clone());
        if before.is_none() {
            let mut made = self.made.lock().expect("no test panics while it holds it");
            *made.entry(key).or_default() += 1;
        }
        Ok(Answer::Object(object))
    }
}

impl Cluster for FakeCluster {
    fn version(&self) -> Result<ServerVersion, ClusterError> {
        if !self.life.spend() {
            return Err(ClusterError::Unreachable("dead".to_owned()));
        }
        Ok(ServerVersion {
            git_version: "v1.36.3".to_owned(),
            major: "1".to_owned(),
            minor: "36".to_owned(),
        })
    }

    fn api_versions(&self) -> Result<Vec<String>, ClusterError> {
        Ok(vec!["v1".to_owned(), "batch/v1".to_owned()])
    }

    fn is_namespaced(&self, gvk: &Gvk) -> Result<bool, ClusterError> {
        match gvk.kind.as_str() {
            "Unknown" => Err(ClusterError::NoMatch(gvk.clone())),
            kind => Ok(kind != "Namespace"),
        }
    }

    fn send(&self, calls: Vec<Call>) -> Vec<Result<Answer, ClusterError>> {
        calls.into_iter().map(|call| self.answer(call)).collect()
    }

    fn watch(
        &self,
        targets: &[ObjectRef],
        _: Duration,
        on_change: &mut dyn FnMut(Change) -> Flow,
    ) -> Result<(), ClusterError> {
        if !self.life.spend() {
            return Err(ClusterError::Unreachable("dead".to_owned()));
        }
        for (index, target) in targets.iter().enumerate() {
            let object = self.objects().get(&key(target)).cloned();
            if on_change(Change { index, object }) == Flow::Stop {
                break;
            }
        }
        Ok(())
    }

    fn logs(&self, _: &str, _: &str, _: &str) -> Result<Vec<u8>, ClusterError> {
        Ok(Vec::new())
    }
}

fn is_trial(call: &Call) -> bool {
    match call {
        Call::Create { dry_run, .. }
        | Call::Apply { dry_run, .. }
        | Call::Patch { dry_run, .. }
        | Call::Replace { dry_run, .. }
        | Call::Delete { dry_run, .. } => *dry_run == DryRun::On,
        _ => false,
    }
}

fn key(target: &ObjectRef) -> Key {
    let namespace = target.namespace.clone().unwrap_or_default();
    (target.gvk.kind.clone(), namespace, target.name.clone())
}

fn failure(code: u16, reason: &str, key: &Key) -> ClusterError {
    ClusterError::Api(ApiError {
        code,
        reason: reason.to_owned(),
        message: format!("{} {:?}: {reason}", key.0, key.2),
        causes: Vec::new(),
    })
}

fn merge(object: &mut Map<String, Value>, patch: &Value) {
    for (name, value) in patch.as_object().into_iter().flatten() {
        match (object.get_mut(name), value) {
            (_, Value::Null) => {
                object.remove(name);
            }
            (Some(Value::Object(inner)), Value::Object(_)) => merge(inner, value),
            _ => {
                object.insert(name.clone(), value.clone());
            }
        }
    }
}
