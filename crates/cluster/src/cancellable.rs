use std::sync::Arc;
use std::time::Duration;

use steersman_plan::{
    Answer, Call, Cancellation, Change, Cluster, ClusterError, Flow, Gvk, Object, ObjectRef,
    ServerVersion,
};

use crate::{KubeCluster, watch};

/// A cluster that does nothing more once an operation is to end: what was not begun is not begun, and watching ends.
/// Requests that are under way are waited for, so that nobody has to guess what became of them.
///
/// It shares its connection with the [`KubeCluster`] it is made of, which goes on.
#[derive(Debug)]
pub struct CancellableCluster {
    cluster: Arc<KubeCluster>,
    cancellation: Cancellation,
}

impl CancellableCluster {
    /// The same cluster, for an operation that can be cancelled.
    pub fn new(cluster: Arc<KubeCluster>, cancellation: Cancellation) -> Self {
        Self {
            cluster,
            cancellation,
        }
    }

    fn alive(&self) -> Result<&KubeCluster, ClusterError> {
        if self.cancellation.is_pending() {
            Err(ClusterError::Cancelled)
        } else {
            Ok(&self.cluster)
        }
    }
}

impl Cluster for CancellableCluster {
    fn version(&self) -> Result<ServerVersion, ClusterError> {
        self.alive()?.version()
    }

    fn api_versions(&self) -> Result<Vec<String>, ClusterError> {
        self.alive()?.api_versions()
    }

    fn is_namespaced(&self, gvk: &Gvk) -> Result<bool, ClusterError> {
        self.alive()?.is_namespaced(gvk)
    }

    fn send(&self, calls: Vec<Call>) -> Vec<Result<Answer, ClusterError>> {
        let is_over = || self.cancellation.is_pending();
        self.cluster.send_until(&is_over, calls)
    }

    fn watch(
        &self,
        targets: &[ObjectRef],
        timeout: Duration,
        on_change: &mut dyn FnMut(Change) -> Flow,
    ) -> Result<(), ClusterError> {
        let is_over = || self.cancellation.is_pending();
        let state = self.cluster.state()?;
        watch::watch(state, (targets, timeout), &is_over, on_change)
    }

    fn logs(&self, namespace: &str, pod: &str, container: &str) -> Result<Vec<u8>, ClusterError> {
        self.alive()?.logs(namespace, pod, container)
    }

    fn log_end(
        &self,
        namespace: &str,
        pod: &str,
        container: &str,
        bounds: (usize, usize),
    ) -> Result<Vec<u8>, ClusterError> {
        self.alive()?.log_end(namespace, pod, container, bounds)
    }

    fn go_on(&self) -> bool {
        self.cancellation.acknowledge()
    }

    fn plural(&self, gvk: &Gvk) -> Result<String, ClusterError> {
        self.alive()?.plural(gvk)
    }

    fn forget_kinds(&self) {
        self.cluster.forget_kinds();
    }

    fn take_warnings(&self) -> Vec<String> {
        self.cluster.take_warnings()
    }

    fn list_pages(
        &self,
        list: Call,
        on_page: &mut dyn FnMut(Vec<Object>),
    ) -> Result<(), ClusterError> {
        self.alive()?.list_pages(list, on_page)
    }
}
