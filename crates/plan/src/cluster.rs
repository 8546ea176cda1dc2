use std::fmt;
use std::time::Duration;

use crate::{Answer, Call, ClusterError, Gvk, Object, ObjectRef};

/// A Kubernetes cluster as operations need it.
///
/// It is blocking: how many requests are under way at once is the business of the adapter. There are adapters for a
/// real API server, for one that answers success to everything, and fakes in tests.
pub trait Cluster: fmt::Debug + Send + Sync {
    /// The version of the server; the cheapest way to see that it can be reached.
    fn version(&self) -> Result<ServerVersion, ClusterError>;

    /// What the server serves, as `v1`, `apps/v1` and `apps/v1/Deployment`.
    fn api_versions(&self) -> Result<Vec<String>, ClusterError>;

    /// Whether objects of this kind live in namespaces.
    ///
    /// # Errors
    /// [`ClusterError::NoMatch`] for a kind that the server does not serve.
    fn is_namespaced(&self, gvk: &Gvk) -> Result<bool, ClusterError>;

    /// Makes all calls, several at once where that is quicker, and gives their answers in their order. One that fails
    /// does not keep the others from being made.
    fn send(&self, calls: Vec<Call>) -> Vec<Result<Answer, ClusterError>>;

    /// Tells how each of the objects stands, first as they are and then each time one changes, until `on_change` says
    /// stop or `timeout` is over. Dropped connections are taken up again.
    fn watch(
        &self,
        targets: &[ObjectRef],
        timeout: Duration,
        on_change: &mut dyn FnMut(Change) -> Flow,
    ) -> Result<(), ClusterError>;

    /// The log of a container; of the only one without a name.
    fn logs(&self, namespace: &str, pod: &str, container: &str) -> Result<Vec<u8>, ClusterError>;

    /// The end of the log of a container: so many lines, and no more than `bytes`.
    fn log_end(
        &self,
        namespace: &str,
        pod: &str,
        container: &str,
        (lines, bytes): (usize, usize),
    ) -> Result<Vec<u8>, ClusterError> {
        let log = self.logs(namespace, pod, container)?;
        let body = log.strip_suffix(b"\n").unwrap_or(&log);
        let breaks = body.iter().enumerate().rev();
        let breaks = breaks.filter(|(_, byte)| **byte == b'\n');
        let begin = breaks.map(|(at, _)| at + 1).nth(lines.saturating_sub(1));
        let begin = begin.unwrap_or(0).max(log.len().saturating_sub(bytes));
        Ok(log[begin..].to_vec())
    }

    /// Goes on after somebody asked for the operation to end, so that what was begun can be put right. Whether
    /// somebody had.
    fn go_on(&self) -> bool {
        false
    }

    /// Whether nothing is kept, so that there is nothing to wait for.
    fn is_stub(&self) -> bool {
        false
    }

    /// Whether writes are only tried: what is there is real, and stays as it is.
    fn is_rehearsal(&self) -> bool {
        false
    }

    /// The name of a kind in paths and in rules about rights, such as `deployments`.
    ///
    /// # Errors
    /// [`ClusterError::NoMatch`] for a kind that the server does not serve.
    fn plural(&self, gvk: &Gvk) -> Result<String, ClusterError> {
        Err(ClusterError::NoMatch(gvk.clone()))
    }

    /// What the server warned of in its answers since this was asked the last time, such as old API versions.
    fn take_warnings(&self) -> Vec<String> {
        Vec::new()
    }

    /// Forgets which kinds the server does not serve: some were added.
    fn forget_kinds(&self) {}

    /// Makes a [`Call::List`] and hands its objects on as they come, so that a large list need not be held whole.
    fn list_pages(
        &self,
        list: Call,
        on_page: &mut dyn FnMut(Vec<Object>),
    ) -> Result<(), ClusterError> {
        on_page(self.call(list)?.into_list());
        Ok(())
    }

    /// Makes one call.
    fn call(&self, call: Call) -> Result<Answer, ClusterError> {
        self.send(vec![call])
            .pop()
            .unwrap_or(Err(ClusterError::Unanswered))
    }

    /// Reads one object; `None` when it does not exist.
    fn get(&self, target: &ObjectRef) -> Result<Option<Object>, ClusterError> {
        match self.call(Call::Get(target.clone())) {
            Ok(answer) => Ok(answer.into_object()),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// What a cluster says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerVersion {
    /// The whole version, such as `v1.36.3`.
    pub git_version: String,
    /// The first number, as the server writes it.
    pub major: String,
    /// The second number, as the server writes it, sometimes with a `+`.
    pub minor: String,
}

/// What became of a watched object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its place in the list of watched objects.
    pub index: usize,
    /// The object as it is now; none when it is gone.
    pub object: Option<Object>,
}

/// Whether watching goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// More changes are wanted.
    Continue,
    /// It is enough.
    Stop,
}
