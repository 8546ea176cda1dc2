//! Watching objects: one stream for each kind and namespace, taken up again whenever it ends.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use http_body_util::BodyExt as _;
use kube::client::Body;
use serde_json::{Map, Value};
use steersman_plan::{Change, ClusterError, Flow, Gvk, Object, ObjectRef, Selector};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::answer::{api_error, page};
use crate::attempt::attempt;
use crate::client::Connection;
use crate::kinds::Resource;
use crate::kube_cluster::State;
use crate::request::{Request, collection_path, selecting, with_query};
use crate::resolve::resolve;

/// How long the server is asked to keep a stream open.
const STREAM_SECONDS: u64 = 290;
/// How often it is looked whether watching is to end.
const PULSE: Duration = Duration::from_millis(100);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How often in a row a stream may fail before it is told.
const MAX_FAILURES: u32 = 12;

/// See [`steersman_plan::Cluster::watch`].
pub(crate) fn watch(
    state: &State,
    (targets, timeout): (&[ObjectRef], Duration),
    is_over: &dyn Fn() -> bool,
    on_change: &mut dyn FnMut(Change) -> Flow,
) -> Result<(), ClusterError> {
    let (sender, receiver) = channel();
    let deadline = Instant::now() + timeout;
    let mut tasks = JoinSet::new();
    for group in group(targets) {
        let connection = Arc::clone(&state.connection);
        let watcher = Watcher {
            connection,
            group,
            sender: sender.clone(),
            known: HashMap::new(),
        };
        tasks.spawn_on(watcher.run(), state.runtime.handle());
    }
    drop(sender);
    // The caller's closure runs here, outside of the runtime, so that it may use the cluster itself.
    loop {
        if is_over() {
            return Err(ClusterError::Cancelled);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        match receiver.recv_timeout(left.min(PULSE)) {
            Ok(Ok(change)) => {
                if on_change(change) == Flow::Stop {
                    return Ok(());
                }
            }
            Ok(Err(error)) => return Err(error),
            Err(RecvTimeoutError::Timeout) if left > PULSE => {}
            Err(RecvTimeoutError::Timeout) => return Err(ClusterError::Timeout),
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}

/// The objects of one kind in one namespace, by name, with their places in the list of targets.
struct Group {
    gvk: Gvk,
    namespace: Option<String>,
    names: BTreeMap<String, Vec<usize>>,
}

fn group(targets: &[ObjectRef]) -> Vec<Group> {
    let mut groups: BTreeMap<(&Gvk, Option<&String>), Group> = BTreeMap::new();
    for (index, target) in targets.iter().enumerate() {
        let group = groups
            .entry((&target.gvk, target.namespace.as_ref()))
            .or_insert_with(|| Group {
                gvk: target.gvk.clone(),
                namespace: target.namespace.clone(),
                names: BTreeMap::new(),
            });
        group
            .names
            .entry(target.name.clone())
            .or_default()
            .push(index);
    }
    groups.into_values().collect()
}

type Told = Result<Change, ClusterError>;

struct Watcher {
    connection: Arc<Connection>,
    group: Group,
    sender: Sender<Told>,
    /// The versions of the objects that were told last; none for one that was told to be gone.
    known: HashMap<String, Option<String>>,
}

/// Why a stream ended.
enum End {
    /// Nobody listens any more.
    Unwanted,
    /// It was closed or cut; it goes on from where it was.
    Closed,
    /// What was wanted is too far back; it has to be begun anew.
    Expired,
    /// The server does not begin streams with what is there.
    NoInitialEvents,
    /// The server refused.
    Refused(ClusterError),
}

impl Watcher {
    async fn run(mut self) {
        let mut failures = 0;
        let mut version = String::new();
        let resource = match resolve(&self.connection, &self.group.gvk).await {
            Ok(resource) => resource,
            Err(error) => return self.fail(error),
        };
        loop {
            let told = self.known.len();
            let begun = Instant::now();
            let end = self.stream(&resource, &mut version).await;
            let lived = self.known.len() > told || begun.elapsed() > LONGEST_PAUSE;
            failures = if lived { 0 } else { failures + 1 };
            match end {
                End::Unwanted => return,
                End::NoInitialEvents => {
                    self.connection
                        .lists_before_watching
                        .store(true, Ordering::Relaxed);
                    continue;
                }
                End::Expired => version.clear(),
                End::Refused(error) if is_final(&error) || failures >= MAX_FAILURES => {
                    return self.fail(error);
                }
                End::Closed | End::Refused(_) => {}
            }
            let doubled = FIRST_PAUSE.saturating_mul(1 << failures.min(6));
            sleep(doubled.min(LONGEST_PAUSE)).await;
        }
    }

    fn fail(self, error: ClusterError) {
        // Nobody listens any more when this fails.
        let _ = self.sender.send(Err(error)).ok();
    }

    /// Follows one stream to its end.
    async fn stream(&mut self, resource: &Resource, version: &mut String) -> End {
        let mut initial = None;
        let lists_first = self
            .connection
            .lists_before_watching
            .load(Ordering::Relaxed);
        if version.is_empty() && lists_first {
            match self.list(resource).await {
                Ok(Some(at)) => *version = at,
                Ok(None) => return End::Unwanted,
                Err(error) => return End::Refused(error),
            }
        } else if version.is_empty() {
            initial = Some(HashSet::new());
        }
        let request = self.request(resource, version, initial.is_some());
        let age = self.connection.credentials_age();
        let response = match self.connection.begin(&request).await {
            Ok(response) => response,
            Err(failure) if failure.transient => return End::Closed,
            Err(failure) => return End::Refused(failure.error),
        };
        let status = response.status();
        let mut body = response.into_body();
        if !status.is_success() {
            let bytes = body
                .collect()
                .await
                .map(http_body_util::Collected::to_bytes);
            let error = api_error(status, &bytes.unwrap_or_default());
            return match error.code {
                401 if self.connection.renew(age) => End::Closed,
                410 => End::Expired,
                400 | 422 if initial.is_some() => End::NoInitialEvents,
                _ => End::Refused(error.into()),
            };
        }
        let mut lines = Lines::default();
        loop {
            match lines.next(&mut body).await {
                Some(line) => {
                    if let Some(end) = self.event(&line, version, &mut initial) {
                        return end;
                    }
                }
                None => return End::Closed,
            }
        }
    }

    fn request(&self, resource: &Resource, version: &str, initial: bool) -> Request {
        let mut query = vec![
            ("watch", "true".to_owned()),
            ("allowWatchBookmarks", "true".to_owned()),
            ("timeoutSeconds", STREAM_SECONDS.to_string()),
        ];
        if initial {
            query.push(("sendInitialEvents", "true".to_owned()));
            query.push(("resourceVersionMatch", "NotOlderThan".to_owned()));
        } else {
            query.push(("resourceVersion", version.to_owned()));
        }
        query.extend(selecting(&self.selector()));
        let namespace = self.group.namespace.as_deref();
        let path = collection_path(&self.group.gvk, namespace, resource);
        Request::get(with_query(path, &query))
    }

    /// A single object is watched by its name; of several, those that are not wanted are dropped here.
    fn selector(&self) -> Selector {
        let mut selector = Selector::default();
        if let (1, Some((name, _))) = (self.group.names.len(), self.group.names.first_key_value()) {
            selector.fields = format!("metadata.name={name}");
        }
        selector
    }

    /// Tells what is there, and gives the version to watch from; none when nobody listens.
    async fn list(&mut self, resource: &Resource) -> Result<Option<String>, ClusterError> {
        let namespace = self.group.namespace.as_deref();
        let path = collection_path(&self.group.gvk, namespace, resource);
        let target = with_query(path, &selecting(&self.selector()));
        let body = attempt(&self.connection, &Request::get(target)).await?;
        let list = page(&body, &self.group.gvk)?;
        let mut present = HashSet::new();
        for object in list.items {
            present.insert(object.name().to_owned());
            if !self.tell(&object) {
                return Ok(None);
            }
        }
        Ok(self.tell_absent(&present).then_some(list.resource_version))
    }

    /// Takes one line of a stream. Gives the end when it is one.
    fn event(
        &mut self,
        line: &[u8],
        version: &mut String,
        initial: &mut Option<HashSet<String>>,
    ) -> Option<End> {
        // A line that is cut off is the last one.
        let Ok(mut event) = serde_json::from_slice::<Map<String, Value>>(line) else {
            return Some(End::Closed);
        };
        let kind = event.remove("type");
        let kind = kind.as_ref().and_then(Value::as_str).unwrap_or_default();
        let Some(Value::Object(object)) = event.remove("object") else {
            return Some(End::Closed);
        };
        let object = Object(object);
        if kind == "ERROR" {
            let error = api_error(
                http::StatusCode::INTERNAL_SERVER_ERROR,
                &serde_json::to_vec(&object).unwrap_or_default(),
            );
            return Some(match error.code {
                410 => End::Expired,
                _ => End::Refused(error.into()),
            });
        }
        object
            .text(&["metadata", "resourceVersion"])
            .clone_into(version);
        let wanted = match kind {
            "BOOKMARK" => {
                let complete = object.annotation("k8s.io/initial-events-end") == Some("true");
                match initial.take_if(|_| complete) {
                    Some(present) => self.tell_absent(&present),
                    None => true,
                }
            }
            "DELETED" => self.tell_gone(object.name()),
            _ => {
                if let Some(present) = initial {
                    present.insert(object.name().to_owned());
                }
                self.tell(&object)
            }
        };
        // Before the end of the initial events there is no version to go on from.
        if initial.is_some() {
            version.clear();
        }
        (!wanted).then_some(End::Unwanted)
    }

    fn tell(&mut self, object: &Object) -> bool {
        let Some(places) = self.group.names.get(object.name()) else {
            return true;
        };
        let version = object.text(&["metadata", "resourceVersion"]).to_owned();
        let name = object.name().to_owned();
        if self.known.get(&name) == Some(&Some(version.clone())) {
            return true;
        }
        self.known.insert(name, Some(version));
        places.iter().all(|&index| {
            let object = Some(object.clone());
            self.sender.send(Ok(Change { index, object })).is_ok()
        })
    }

    fn tell_gone(&mut self, name: &str) -> bool {
        let Some(places) = self.group.names.get(name) else {
            return true;
        };
        if self.known.insert(name.to_owned(), None) == Some(None) {
            return true;
        }
        places.iter().all(|&index| {
            let object = None;
            self.sender.send(Ok(Change { index, object })).is_ok()
        })
    }

    fn tell_absent(&mut self, present: &HashSet<String>) -> bool {
        let names = self.group.names.keys();
        let absent: Vec<String> = names
            .filter(|name| !present.contains(*name))
            .cloned()
            .collect();
        absent.iter().all(|name| self.tell_gone(name))
    }
}

/// Refusals that another try does not change.
fn is_final(error: &ClusterError) -> bool {
    match error {
        ClusterError::Api(error) => matches!(error.code, 400..=407 | 409 | 422),
        ClusterError::Unreachable(_) => false,
        _ => true,
    }
}

/// The lines of a body that is still coming in.
#[derive(Default)]
struct Lines {
    pending: Vec<u8>,
    searched: usize,
}

impl Lines {
    /// The next line; none when the body ended or broke.
    async fn next(&mut self, body: &mut Body) -> Option<Vec<u8>> {
        loop {
            let rest = &self.pending[self.searched..];
            if let Some(at) = rest.iter().position(|byte| *byte == b'\n') {
                let tail = self.pending.split_off(self.searched + at + 1);
                let line = std::mem::replace(&mut self.pending, tail);
                self.searched = 0;
                return Some(line);
            }
            self.searched = self.pending.len();
            let frame = body.frame().await?.ok()?;
            if let Some(data) = frame.data_ref() {
                self.pending.extend_from_slice(data);
            }
        }
    }
}
