use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, json};

use crate::{
    Answer, ApiError, Call, Change, Cluster, ClusterError, Flow, Gvk, Object, ObjectRef,
    ServerVersion,
};

/// A cluster that agrees to everything and keeps nothing: what operations meet when releases live in memory only.
///
/// Nothing is there when it is looked for, everything that is written is taken, and everything can be deleted. What
/// the server is and serves is asked of another cluster, as nothing that is rendered could be made up here.
#[derive(Clone, Debug, Default)]
pub struct StubCluster {
    discovery: Option<Arc<dyn Cluster>>,
}

impl StubCluster {
    /// A stub that knows no version of Kubernetes.
    pub fn new() -> Self {
        Self::default()
    }

    /// A stub that says of itself what `discovery` says.
    pub fn with_discovery(discovery: Arc<dyn Cluster>) -> Self {
        Self {
            discovery: Some(discovery),
        }
    }
}

impl Cluster for StubCluster {
    fn version(&self) -> Result<ServerVersion, ClusterError> {
        match &self.discovery {
            Some(cluster) => cluster.version(),
            None => Ok(ServerVersion::default()),
        }
    }

    fn api_versions(&self) -> Result<Vec<String>, ClusterError> {
        match &self.discovery {
            Some(cluster) => cluster.api_versions(),
            None => Ok(Vec::new()),
        }
    }

    fn is_namespaced(&self, _: &Gvk) -> Result<bool, ClusterError> {
        Ok(true)
    }

    fn is_stub(&self) -> bool {
        true
    }

    fn send(&self, calls: Vec<Call>) -> Vec<Result<Answer, ClusterError>> {
        calls.into_iter().map(answer).collect()
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
}

fn answer(call: Call) -> Result<Answer, ClusterError> {
    match call {
        Call::Get(target) | Call::Table { target, .. } => Err(not_found(&target)),
        Call::List { .. } => Ok(Answer::List(Vec::new())),
        Call::Collection { gvk, .. } => Ok(Answer::Object(empty_list(&gvk))),
        Call::Create { object, .. } | Call::Apply { object, .. } | Call::Replace { object, .. } => {
            Ok(Answer::Object(object))
        }
        Call::Patch { target, .. } => Ok(Answer::Object(bare(&target))),
        Call::Delete { .. } => Ok(Answer::Object(Object::default())),
    }
}

fn not_found(target: &ObjectRef) -> ClusterError {
    ClusterError::Api(ApiError {
        code: 404,
        reason: "NotFound".to_owned(),
        message: format!("{} {:?} not found", target.gvk.kind, target.name),
        causes: Vec::new(),
    })
}

fn empty_list(gvk: &Gvk) -> Object {
    let mut list = Map::new();
    list.insert("apiVersion".to_owned(), json!(gvk.api_version()));
    list.insert("items".to_owned(), json!([]));
    list.insert("kind".to_owned(), json!(format!("{}List", gvk.kind)));
    Object(list)
}

/// All that is known of an object nobody keeps.
fn bare(target: &ObjectRef) -> Object {
    let mut object = Map::new();
    object.insert("apiVersion".to_owned(), json!(target.gvk.api_version()));
    object.insert("kind".to_owned(), json!(target.gvk.kind));
    object.insert("metadata".to_owned(), json!({"name": target.name}));
    Object(object)
}
