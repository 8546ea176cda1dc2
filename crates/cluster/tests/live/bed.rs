//! The cluster that tests run against.

use std::path::{Path, PathBuf};

use serde_json::json;
use steersman_cluster::{ConnectOptions, KubeCluster};
use steersman_plan::{Call, Cluster as _, DryRun, Gvk, Object, ObjectRef};

/// The administrator's kubeconfig; none, said aloud, when there is no cluster. In CI that is a failure.
pub(crate) fn kubeconfig() -> Option<PathBuf> {
    steersman_testbed::kubeconfig_for_tests(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
}

/// A connection as an administrator.
pub(crate) fn connect() -> Option<KubeCluster> {
    Some(KubeCluster::new(options(kubeconfig()?)))
}

/// The settings of a connection by one kubeconfig.
pub(crate) fn options(kubeconfig: PathBuf) -> ConnectOptions {
    ConnectOptions {
        explicit_kubeconfig: Some(kubeconfig),
        user_agent: "Helm/4.3.1".to_owned(),
        ..ConnectOptions::default()
    }
}

/// Makes a namespace of the test's own, and empties it of what an earlier run left.
pub(crate) fn namespace(cluster: &KubeCluster, name: &str) -> String {
    let name = format!("h2-{name}");
    let object =
        object(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}));
    let made = cluster.call(Call::Create {
        object,
        namespace: String::new(),
        manager: "test".to_owned(),
        dry_run: DryRun::Off,
    });
    if let Err(error) = made {
        assert!(error.is_already_exists(), "{error}");
    }
    name
}

/// An object of JSON.
pub(crate) fn object(value: serde_json::Value) -> Object {
    serde_json::from_value(value).expect("an object")
}

/// The place of an object of the core group.
pub(crate) fn reference(namespace: &str, kind: &str, name: &str) -> ObjectRef {
    ObjectRef {
        gvk: Gvk::new("v1", kind),
        namespace: Some(namespace.to_owned()),
        name: name.to_owned(),
    }
}
