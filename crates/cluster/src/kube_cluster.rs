use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream;
use steersman_plan::{
    Answer, Call, Change, Cluster, ClusterError, Flow, Gvk, Object, ObjectRef, ServerVersion,
};
use tokio::runtime::{Builder, Runtime};

use crate::answer;
use crate::api_versions::{api_versions, server_version};
use crate::attempt::attempt;
use crate::client::Connection;
use crate::pages::{self, all_pages};
use crate::request::{Request, kind_of, object_path, request_for, with_query};
use crate::resolve::resolve;
use crate::{ConnectOptions, kinds, watch};

/// A real cluster. The settings are read, and the connection is made, when it is first asked something.
#[derive(Debug)]
pub struct KubeCluster {
    options: ConnectOptions,
    state: OnceLock<Result<State, ClusterError>>,
}

#[derive(Debug)]
pub(crate) struct State {
    /// Where requests run, so that callers need not be asynchronous.
    pub(crate) runtime: Runtime,
    pub(crate) connection: Arc<Connection>,
}

impl KubeCluster {
    /// How many requests are under way at once, at most.
    pub const MAX_CONCURRENT: usize = 32;

    /// The cluster of these settings.
    pub fn new(options: ConnectOptions) -> Self {
        Self {
            options,
            state: OnceLock::new(),
        }
    }

    pub(crate) fn state(&self) -> Result<&State, ClusterError> {
        let state = self.state.get_or_init(|| {
            let runtime = Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build()
                .map_err(|error| ClusterError::Config(error.to_string()))?;
            // The library starts a task of its own while it makes a client.
            let entered = runtime.enter();
            let connection = Arc::new(Connection::open(&self.options)?);
            drop(entered);
            Ok(State {
                runtime,
                connection,
            })
        });
        state.as_ref().map_err(Clone::clone)
    }

    /// Makes calls until it is to stop; those that were not begun by then are cancelled.
    pub(crate) fn send_until(
        &self,
        is_over: &dyn Fn() -> bool,
        calls: Vec<Call>,
    ) -> Vec<Result<Answer, ClusterError>> {
        let state = match self.state() {
            Ok(state) => state,
            Err(error) => return vec![Err(error); calls.len()],
        };
        let connection = &state.connection;
        let answers = stream::iter(calls)
            .map(async |call| {
                if is_over() {
                    return Err(ClusterError::Cancelled);
                }
                answer_call(connection, call).await
            })
            .buffered(Self::MAX_CONCURRENT)
            .collect();
        state.runtime.block_on(answers)
    }

    fn log(
        &self,
        (namespace, pod): (&str, &str),
        query: &[(&str, String)],
    ) -> Result<Vec<u8>, ClusterError> {
        let target = ObjectRef {
            gvk: Gvk::new("v1", "Pod"),
            namespace: Some(namespace.to_owned()),
            name: pod.to_owned(),
        };
        self.run(async |connection| {
            let resource = resolve(connection, &target.gvk).await?;
            let mut path = object_path(&target, &resource);
            path.push_str("/log");
            if !query.is_empty() {
                path = with_query(path, query);
            }
            attempt(connection, &Request::get(path)).await
        })
    }

    pub(crate) fn run<T>(
        &self,
        work: impl AsyncFnOnce(&Connection) -> Result<T, ClusterError>,
    ) -> Result<T, ClusterError> {
        let state = self.state()?;
        state.runtime.block_on(work(&state.connection))
    }
}

impl Cluster for KubeCluster {
    fn version(&self) -> Result<ServerVersion, ClusterError> {
        self.run(server_version)
    }

    fn api_versions(&self) -> Result<Vec<String>, ClusterError> {
        self.run(api_versions)
    }

    fn is_namespaced(&self, gvk: &Gvk) -> Result<bool, ClusterError> {
        if let Some(resource) = kinds::built_in(gvk) {
            return Ok(resource.namespaced);
        }
        self.run(async |connection| Ok(resolve(connection, gvk).await?.namespaced))
    }

    fn plural(&self, gvk: &Gvk) -> Result<String, ClusterError> {
        self.run(async |connection| Ok(resolve(connection, gvk).await?.plural))
    }

    fn send(&self, calls: Vec<Call>) -> Vec<Result<Answer, ClusterError>> {
        self.send_until(&|| false, calls)
    }

    fn take_warnings(&self) -> Vec<String> {
        let state = self.state.get().and_then(|state| state.as_ref().ok());
        state.map_or_else(Vec::new, |state| state.connection.warnings.take())
    }

    fn watch(
        &self,
        targets: &[ObjectRef],
        timeout: Duration,
        on_change: &mut dyn FnMut(Change) -> Flow,
    ) -> Result<(), ClusterError> {
        watch::watch(self.state()?, (targets, timeout), &|| false, on_change)
    }

    fn list_pages(
        &self,
        list: Call,
        on_page: &mut dyn FnMut(Vec<Object>),
    ) -> Result<(), ClusterError> {
        pages::list_pages(self.state()?, &list, on_page)
    }

    fn logs(&self, namespace: &str, pod: &str, container: &str) -> Result<Vec<u8>, ClusterError> {
        let mut query = Vec::new();
        if !container.is_empty() {
            query.push(("container", container.to_owned()));
        }
        self.log((namespace, pod), &query)
    }

    fn log_end(
        &self,
        namespace: &str,
        pod: &str,
        container: &str,
        (lines, bytes): (usize, usize),
    ) -> Result<Vec<u8>, ClusterError> {
        let query = [
            ("container", container.to_owned()),
            ("tailLines", lines.to_string()),
            ("limitBytes", bytes.to_string()),
        ];
        self.log((namespace, pod), &query)
    }
}

/// Makes one call.
async fn answer_call(connection: &Connection, call: Call) -> Result<Answer, ClusterError> {
    let _slot = connection
        .slots
        .acquire()
        .await
        .map_err(|_| ClusterError::Cancelled)?;
    if lacks_name(&call) {
        return Err(ClusterError::NoName);
    }
    let gvk = kind_of(&call).ok_or(ClusterError::Unanswered)?;
    let resource = resolve(connection, &gvk).await?;
    let request = request_for(&call, &resource).ok_or(ClusterError::Unanswered)?;
    if let Call::List { .. } = call {
        return all_pages(connection, &request, &gvk)
            .await
            .map(Answer::List);
    }
    let body = attempt(connection, &request).await?;
    Ok(Answer::Object(answer::object(&body)?))
}

/// Whether a call would be about all objects of a kind where it means one.
fn lacks_name(call: &Call) -> bool {
    match call {
        Call::Get(target) | Call::Patch { target, .. } | Call::Delete { target, .. } => {
            target.name.is_empty()
        }
        Call::Apply { object, .. } | Call::Replace { object, .. } => object.name().is_empty(),
        _ => false,
    }
}
