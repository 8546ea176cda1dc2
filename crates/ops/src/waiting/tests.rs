//! Waiting on a cluster whose objects change by a script.

use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use steersman_names::HelmDialect;
use steersman_plan::{
    Answer, ApiError, Call, Change, Cluster, ClusterError, Flow, Gvk, Object, ObjectRef, Resource,
    ServerVersion,
};
use steersman_release::{MemoryStore, Release, Time};
use steersman_render::Ports;

use steersman_plan::readiness::ReadyState;

use super::reason::troubles_of;
use super::{wait_for_hook, wait_until_gone, wait_until_ready};
use crate::{Clock, Context, Event, Holder, Observer, ReleaseContext, WaitSettings, WaitStrategy};

/// A second of the script is a second of the clock.
#[derive(Debug)]
struct Script {
    now: AtomicI64,
    /// What is seen in each watch or read, one after the other.
    scenes: Mutex<VecDeque<Vec<Option<Value>>>>,
    pods: Vec<Value>,
    /// What the cluster warns of.
    events: Vec<Value>,
}

impl Script {
    fn new(scenes: Vec<Vec<Option<Value>>>, pods: Vec<Value>) -> Self {
        Self {
            now: AtomicI64::new(1_800_000_000),
            scenes: Mutex::new(scenes.into()),
            pods,
            events: Vec::new(),
        }
    }

    fn next(&self) -> Vec<Option<Value>> {
        self.scenes.lock().unwrap().pop_front().unwrap_or_default()
    }

    fn pass(&self, time: Duration) {
        let seconds = i64::try_from(time.as_secs()).unwrap();
        self.now.fetch_add(seconds, Ordering::Relaxed);
    }
}

fn object(value: &Value) -> Object {
    serde_json::from_value(value.clone()).unwrap()
}

impl Cluster for Script {
    fn version(&self) -> Result<ServerVersion, ClusterError> {
        Ok(ServerVersion::default())
    }

    fn api_versions(&self) -> Result<Vec<String>, ClusterError> {
        Ok(Vec::new())
    }

    fn is_namespaced(&self, _: &Gvk) -> Result<bool, ClusterError> {
        Ok(true)
    }

    fn send(&self, calls: Vec<Call>) -> Vec<Result<Answer, ClusterError>> {
        let mut scene = None;
        let mut answer = |call| match call {
            Call::List { gvk, .. } if gvk.kind == "Pod" => {
                Ok(Answer::List(self.pods.iter().map(object).collect()))
            }
            Call::List { gvk, .. } if gvk.kind == "Event" => {
                Ok(Answer::List(self.events.iter().map(object).collect()))
            }
            Call::Get(_) => {
                let objects = scene.get_or_insert_with(|| VecDeque::from(self.next()));
                match objects.pop_front().flatten() {
                    Some(value) => Ok(Answer::Object(object(&value))),
                    None => Err(ClusterError::Api(ApiError {
                        code: 404,
                        reason: "NotFound".to_owned(),
                        ..ApiError::default()
                    })),
                }
            }
            _ => Ok(Answer::List(Vec::new())),
        };
        calls.into_iter().map(&mut answer).collect()
    }

    fn watch(
        &self,
        _: &[ObjectRef],
        timeout: Duration,
        on_change: &mut dyn FnMut(Change) -> Flow,
    ) -> Result<(), ClusterError> {
        for (index, value) in self.next().into_iter().enumerate() {
            let object = value.as_ref().map(object);
            if on_change(Change { index, object }) == Flow::Stop {
                return Ok(());
            }
        }
        self.pass(timeout);
        Err(ClusterError::Timeout)
    }

    fn logs(&self, _: &str, _: &str, _: &str) -> Result<Vec<u8>, ClusterError> {
        Ok(b"first\nlast\n".to_vec())
    }
}

impl Clock for Script {
    fn now(&self) -> Time {
        let moment = jiff::Timestamp::from_second(self.now.load(Ordering::Relaxed)).unwrap();
        Time::new(moment, jiff::tz::Offset::UTC)
    }

    fn sleep(&self, duration: Duration) {
        self.pass(duration);
    }
}

#[derive(Debug)]
struct Nobody;

impl Holder for Nobody {
    fn name(&self) -> &'static str {
        "nobody"
    }

    fn is_gone(&self, _: &str) -> bool {
        false
    }
}

impl Ports for Nobody {
    fn env(&self) -> Rc<dyn steersman_funcs::Env> {
        unreachable!("nothing is rendered")
    }
}

#[derive(Default)]
struct Lines(Mutex<Vec<String>>);

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lines")
    }
}

impl Observer for Lines {
    fn event(&self, event: &Event<'_>) {
        let line = match event {
            Event::Waiting(step) => format!(
                "{}s {}: {} ({})",
                step.elapsed.as_secs(),
                step.readiness.state,
                step.readiness.message,
                step.reason()
            ),
            _ => return,
        };
        self.0.lock().unwrap().push(line);
    }
}

/// Runs a wait on a script; its result and the lines that were told.
fn run(
    script: &Script,
    wait: impl FnOnce(&ReleaseContext<'_>) -> Result<(), super::WaitError>,
) -> (Result<(), String>, Vec<String>) {
    let lines = Lines::default();
    let store = MemoryStore::new(None);
    let context = ReleaseContext {
        base: Context {
            dialect: HelmDialect::V4_3,
            ports: &Nobody,
            observer: &lines,
        },
        cluster: script,
        releases: &store,
        clock: script,
        holder: &Nobody,
    };
    let result = wait(&context);
    let mut told = lines.0.into_inner().unwrap();
    let evidence = result.as_ref().err().map(|error| error.evidence.clone());
    for evidence in evidence.unwrap_or_default() {
        told.extend(evidence.facts.iter().map(ToString::to_string));
    }
    (result.map_err(|error| error.to_string()), told)
}

fn settings(strategy: WaitStrategy, seconds: u64) -> WaitSettings {
    WaitSettings {
        strategy,
        jobs: false,
        timeout: Duration::from_secs(seconds),
    }
}

fn resource(api_version: &str, kind: &str, name: &str) -> Resource {
    let value = json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": name, "namespace": "shop"}});
    let object = object(&value);
    Resource {
        target: object.reference("shop"),
        object,
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "scenes hold objects that may be gone"
)]
fn deployment(available: i64) -> Option<Value> {
    Some(json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "web"}}},
        "status": {
            "replicas": 1, "updatedReplicas": 1, "readyReplicas": available, "availableReplicas": available,
            "conditions": [{"type": "Available", "status": if available == 1 { "True" } else { "False" }}],
        },
    }))
}

fn changed(mut object: Option<Value>) -> Option<Value> {
    object.as_mut()?["metadata"]["resourceVersion"] = json!("2");
    object
}

fn pod(reason: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "web-1", "namespace": "shop", "labels": {"app": "web"}},
        "status": {"phase": "Running", "containerStatuses": [
            {"name": "main", "ready": false, "state": {"waiting": {"reason": reason, "message": "why"}}},
        ]},
    })
}

#[test]
fn what_becomes_ready_is_waited_for() {
    let script = Script::new(vec![vec![deployment(0)], vec![deployment(1)]], vec![]);
    let resources = [
        resource("apps/v1", "Deployment", "web"),
        resource("v1", "ConfigMap", "settings"),
    ];
    let (result, lines) = run(&script, |context| {
        wait_until_ready(context, &resources, settings(WaitStrategy::Watcher, 300))
    });
    assert_eq!(result, Ok(()));
    assert_eq!(
        lines,
        [
            "0s InProgress: Available: 0/1 ()",
            "2s InProgress: Available: 0/1 ()",
            "2s Current: Deployment is available. Replicas: 1 ()",
        ]
    );
}

#[test]
fn what_does_not_become_ready_is_named_with_evidence() {
    let resources = [resource("apps/v1", "Deployment", "web")];
    let scenes = vec![vec![deployment(0)]];
    let script = Script::new(scenes, vec![pod("ImagePullBackOff")]);
    let (result, lines) = run(&script, |context| {
        wait_until_ready(context, &resources, settings(WaitStrategy::Watcher, 4))
    });
    let text = "resource Deployment/shop/web not ready. status: InProgress, message: Available: 0/1\n\
                context deadline exceeded";
    assert_eq!(result, Err(text.to_owned()));
    assert_eq!(
        lines,
        [
            "0s InProgress: Available: 0/1 ()",
            "2s InProgress: Available: 0/1 (container main: ImagePullBackOff: why)",
            "pod web-1: Running: container main: ImagePullBackOff: why",
        ]
    );
}

#[test]
fn failed_pods_end_the_wait() {
    let resources = [resource("apps/v1", "Deployment", "web")];
    let scenes = vec![vec![deployment(0)], vec![changed(deployment(0))]];
    let script = Script::new(scenes, vec![pod("CrashLoopBackOff")]);
    let (result, lines) = run(&script, |context| {
        wait_until_ready(context, &resources, settings(WaitStrategy::Watcher, 300))
    });
    let text =
        "resource Deployment/shop/web not ready. status: Failed, message: 1 pods have failed";
    assert_eq!(result, Err(text.to_owned()));
    assert_eq!(
        lines[lines.len() - 3..],
        [
            "pod web-1: Running: container main: CrashLoopBackOff: why",
            "log main: first",
            "log main: last",
        ]
    );
}

#[test]
fn pods_that_crash_may_recover() {
    let resources = [resource("apps/v1", "Deployment", "web")];
    let scenes = vec![
        vec![deployment(0)],
        vec![deployment(0)],
        vec![changed(deployment(1))],
    ];
    let script = Script::new(scenes, vec![pod("CrashLoopBackOff")]);
    let (result, _) = run(&script, |context| {
        wait_until_ready(context, &resources, settings(WaitStrategy::Watcher, 300))
    });
    assert_eq!(result, Ok(()));
}

#[test]
fn hooks_have_to_end() {
    let job = |condition: &str| {
        Some(json!({
            "apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "job", "namespace": "shop"},
            "status": {"failed": 1, "conditions": [{"type": condition, "status": "True", "reason": "BackoffLimitExceeded"}]},
        }))
    };
    let resources = [resource("batch/v1", "Job", "job")];
    for (strategy, condition, expected) in [
        (WaitStrategy::HookOnly, "Complete", Ok(())),
        (
            WaitStrategy::HookOnly,
            "Failed",
            Err(
                "resource Job/shop/job not ready. status: Failed, message: Job Failed. failed: 1/1",
            ),
        ),
        (
            WaitStrategy::Legacy,
            "Failed",
            Err("job job failed: BackoffLimitExceeded"),
        ),
        (
            WaitStrategy::Legacy,
            "Suspended",
            Err("timed out waiting for the condition"),
        ),
    ] {
        let script = Script::new(vec![vec![job(condition)]], vec![]);
        let (result, _) = run(&script, |context| {
            wait_for_hook(
                context,
                &resources,
                &Release::default(),
                settings(strategy, 4),
            )
        });
        assert_eq!(result, expected.map_err(str::to_owned));
    }
}

#[test]
fn objects_are_waited_away() {
    let resources = [resource("apps/v1", "Deployment", "web")];
    for strategy in [WaitStrategy::Watcher, WaitStrategy::Legacy] {
        let script = Script::new(vec![vec![deployment(1)], vec![None]], vec![]);
        let (result, _) = run(&script, |context| {
            wait_until_gone(context, &resources, settings(strategy, 60))
        });
        assert_eq!(result, Ok(()));
    }
    let script = Script::new(vec![vec![deployment(1)]], vec![]);
    let (result, _) = run(&script, |context| {
        wait_until_gone(context, &resources, settings(WaitStrategy::Watcher, 4))
    });
    let text = "resource Deployment/shop/web still exists. status: Current, message: \
                Deployment is available. Replicas: 1\ncontext deadline exceeded";
    assert_eq!(result, Err(text.to_owned()));
}

#[test]
fn the_rules_of_helm_3_look_again_and_again() {
    let claim = |phase: &str| {
        Some(json!({
            "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data", "namespace": "shop"},
            "status": {"phase": phase},
        }))
    };
    let resources = [
        resource("v1", "PersistentVolumeClaim", "data"),
        resource("v1", "ConfigMap", "settings"),
    ];
    let script = Script::new(vec![vec![claim("Pending")], vec![claim("Bound")]], vec![]);
    let (result, _) = run(&script, |context| {
        wait_until_ready(context, &resources, settings(WaitStrategy::Legacy, 60))
    });
    assert_eq!(result, Ok(()));
    let script = Script::new(vec![vec![claim("Pending")], vec![claim("Pending")]], vec![]);
    let (result, _) = run(&script, |context| {
        wait_until_ready(context, &resources, settings(WaitStrategy::Legacy, 3))
    });
    assert_eq!(result, Err("context deadline exceeded".to_owned()));
}

/// What keeps an object, as its pods and events say.
#[test]
fn reasons_come_from_pods_and_events() {
    let crashed = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "web-1", "namespace": "shop", "labels": {"app": "web"}},
        "status": {"phase": "Running", "containerStatuses": [{
            "name": "main", "ready": false,
            "state": {"waiting": {"reason": "CrashLoopBackOff"}},
            "lastState": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}},
        }]},
    });
    let unscheduled = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "web-2", "namespace": "shop", "labels": {"app": "web"}},
        "status": {"phase": "Pending", "conditions": [
            {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/3 nodes are available"},
        ]},
    });
    let running = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "web-3", "namespace": "shop", "uid": "3", "labels": {"app": "web"}},
        "status": {"phase": "Running", "containerStatuses": [{"name": "main", "ready": false, "state": {"running": {}}}]},
    });
    let event = |reason: &str, message: &str| json!({"reason": reason, "message": message});
    let probe = event("Unhealthy", "Readiness probe failed: refused");
    let quota = event("FailedCreate", "exceeded quota");
    for (pods, events, expected) in [
        (
            vec![crashed.clone()],
            vec![],
            vec!["web-1 container main: CrashLoopBackOff: exit code 137 (out of memory): last"],
        ),
        (
            vec![unscheduled.clone()],
            vec![],
            vec!["web-2 no node: 0/3 nodes are available"],
        ),
        (
            vec![running],
            vec![probe],
            vec!["web-3 container main is not ready: Readiness probe failed: refused"],
        ),
        (vec![], vec![quota], vec![" FailedCreate: exceeded quota"]),
        (
            vec![unscheduled.clone(), unscheduled, crashed],
            vec![],
            vec![
                "web-2 no node: 0/3 nodes are available",
                "web-1 container main: CrashLoopBackOff: exit code 137 (out of memory)",
            ],
        ),
    ] {
        let mut object = object(&deployment(0).unwrap());
        object.metadata_mut().insert("uid".to_owned(), json!("1"));
        let script = Script {
            events,
            ..Script::new(vec![], pods)
        };
        let mut found = Vec::new();
        let (result, _) = run(&script, |context| {
            found = troubles_of(context, &object, ReadyState::InProgress);
            Ok(())
        });
        assert_eq!(result, Ok(()));
        let found: Vec<String> = found
            .iter()
            .map(|one| format!("{} {}", one.pod, one.text))
            .collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn what_is_deleted_is_kept_by_finalizers() {
    let mut object = object(&deployment(0).unwrap());
    let metadata = object.metadata_mut();
    metadata.insert(
        "deletionTimestamp".to_owned(),
        json!("2026-01-01T00:00:00Z"),
    );
    metadata.insert(
        "finalizers".to_owned(),
        json!(["example.com/a", "example.com/b"]),
    );
    let script = Script::new(vec![], vec![]);
    let mut found = Vec::new();
    let (result, _) = run(&script, |context| {
        found = troubles_of(context, &object, ReadyState::Terminating);
        Ok(())
    });
    assert_eq!(result, Ok(()));
    assert_eq!(
        found[0].text,
        "kept by finalizers: example.com/a, example.com/b"
    );
}
