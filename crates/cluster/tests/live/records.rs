//! Records that real Helm wrote, read here; and records written here, read by real Helm.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use steersman_cluster::{ClusterLookup, KubeCluster, ObjectStore, RecordKind, Unserved};
use steersman_funcs::Lookup as _;
use steersman_plan::Cluster;
use steersman_release::{Query, Release, ReleaseStore as _, Status, StoreError};

use crate::bed::{kubeconfig, namespace, options};

/// Helm 4, where the conformance tests find it too.
fn helm() -> Option<PathBuf> {
    let named = std::env::var_os("STEER_ORACLE").map(PathBuf::from);
    let cache = std::env::home_dir().map(|home| home.join(".cache/steersman/helm"));
    let folders = named.iter().chain(&cache);
    let found = folders
        .flat_map(|folder| [folder.join("v4.3.1/helm"), folder.clone()])
        .find(|path| path.is_file());
    if found.is_none() {
        println!("skipped: no Helm; `cargo xtask oracle` builds it");
    }
    found
}

fn run(helm: &PathBuf, kind: RecordKind, arguments: &[&str]) -> String {
    let driver = match kind {
        RecordKind::Secret => "secret",
        RecordKind::ConfigMap => "configmap",
    };
    let output = Command::new(helm)
        .args(arguments)
        .env("KUBECONFIG", kubeconfig().unwrap())
        .env("HELM_DRIVER", driver)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{text}");
    String::from_utf8(output.stdout).unwrap()
}

fn release(namespace: &str, name: &str, version: u32, status: Status) -> Release {
    let mut release = Release {
        name: name.to_owned(),
        namespace: namespace.to_owned(),
        version,
        manifest: "---\n".to_owned(),
        ..Release::default()
    };
    release.info.status = status;
    release.labels.insert("team".to_owned(), "blue".to_owned());
    release
}

#[test]
fn records_are_kept() {
    let Some(kubeconfig) = kubeconfig() else {
        return;
    };
    let cluster = Arc::new(KubeCluster::new(options(kubeconfig)));
    let namespace = namespace(&cluster, "records");
    for kind in [RecordKind::Secret, RecordKind::ConfigMap] {
        let store = ObjectStore::new(Arc::clone(&cluster) as _, kind, Some(&namespace), || {
            1_700_000_000
        });
        for version in [1, 2] {
            let _ = store.delete("web", version).ok();
        }
        let mut first = release(&namespace, "web", 1, Status::Deployed);
        store.create(&first).unwrap();
        assert_eq!(store.create(&first), Err(StoreError::AlreadyExists));
        store
            .create(&release(&namespace, "web", 2, Status::Failed))
            .unwrap();

        let read = store.get("web", 1).unwrap();
        assert_eq!(read.labels, first.labels);
        assert_eq!(read.system_labels["createdAt"], "1700000000");
        assert_eq!(read.manifest, first.manifest);

        first.info.status = Status::Superseded;
        store.update(&first).unwrap();
        let labels = store.get("web", 1).unwrap().system_labels;
        assert_eq!(labels["status"], "superseded");
        assert_eq!(labels.get("createdAt"), None);

        let failed = Query {
            name: Some("web"),
            status: Some(Status::Failed),
        };
        let found = store.query(&failed).unwrap();
        assert_eq!(
            found
                .iter()
                .map(|release| release.version)
                .collect::<Vec<_>>(),
            [2]
        );

        let everywhere = ObjectStore::new(Arc::clone(&cluster) as _, kind, None, || 0);
        assert_eq!(everywhere.get("web", 2).unwrap().version, 2);

        store.delete("web", 1).unwrap();
        assert_eq!(store.get("web", 1), Err(StoreError::NotFound));
        assert_eq!(store.delete("web", 1), Err(StoreError::NotFound));
        store.delete("web", 2).unwrap();
    }
}

#[test]
fn helm_reads_what_is_written_and_the_other_way_round() {
    let (Some(kubeconfig), Some(helm)) = (kubeconfig(), helm()) else {
        return;
    };
    let cluster = Arc::new(KubeCluster::new(options(kubeconfig)));
    let namespace = namespace(&cluster, "interchange");
    let chart = tempfile::tempdir().unwrap();
    let chart = chart.path().join("demo");
    run(
        &helm,
        RecordKind::Secret,
        &["create", chart.to_str().unwrap()],
    );
    for kind in [RecordKind::Secret, RecordKind::ConfigMap] {
        let store = ObjectStore::new(Arc::clone(&cluster) as _, kind, Some(&namespace), || {
            1_700_000_000
        });
        let all = Query::default();
        for old in store.query(&all).unwrap() {
            store.delete(&old.name, old.version).unwrap();
        }
        let chart = chart.to_str().unwrap();
        run(
            &helm,
            kind,
            &[
                "install", "theirs", chart, "-n", &namespace, "--labels", "team=red",
            ],
        );
        let mut theirs = store.get("theirs", 1).unwrap();
        assert_eq!(theirs.labels["team"], "red");
        assert_eq!(theirs.chart.metadata.name, "demo");

        // Their record, written again by us under the next revision, is a release to them.
        theirs.version = 2;
        theirs.labels.insert("team".to_owned(), "blue".to_owned());
        store.create(&theirs).unwrap();
        let listed = run(
            &helm,
            kind,
            &["list", "-n", &namespace, "-l", "team=blue", "-o", "json"],
        );
        assert!(listed.contains("\"revision\":\"2\""), "{listed}");
        let history = run(
            &helm,
            kind,
            &["history", "theirs", "-n", &namespace, "-o", "json"],
        );
        assert_eq!(history.matches("revision").count(), 2, "{history}");
        run(&helm, kind, &["uninstall", "theirs", "-n", &namespace]);
        assert_eq!(store.query(&all).unwrap(), []);
    }
}

#[test]
fn templates_look_objects_up() {
    let Some(kubeconfig) = kubeconfig() else {
        return;
    };
    let cluster: Arc<dyn Cluster> = Arc::new(KubeCluster::new(options(kubeconfig)));
    let lookup = ClusterLookup::new(cluster, Unserved::default());
    let found = lookup.lookup("v1", "Namespace", "", "default").unwrap();
    let metadata = found.get("metadata").unwrap();
    assert_eq!(metadata.get("name").unwrap().as_str(), Some("default"));
    let all = lookup.lookup("v1", "Namespace", "", "").unwrap();
    assert!(all.get("items").unwrap().as_list().unwrap().len() >= 4);
    for (api_version, kind, name) in [("v1", "Pod", "no-such-pod"), ("v1", "Wheel", "x")] {
        let missing = lookup.lookup(api_version, kind, "default", name).unwrap();
        assert!(
            missing
                .as_map()
                .is_some_and(std::collections::BTreeMap::is_empty)
        );
    }
    assert_eq!(
        lookup
            .lookup("example.com/v1", "Wheel", "", "")
            .unwrap_err(),
        "unable to get apiresource from unstructured: example.com/v1, Kind=Wheel: \
         the server could not find the requested resource"
    );
}
